import EventFormats

extension SettingKeys {
  /// The keys of a camera.
  public static let camera: [SettingKey] = source + filters + network + windows + operation + recording

  private static let source: [SettingKey] = [
    SettingKey(
      "source", .camera, .text, isRequired: true, reload: .pipeline,
      "Where events come from: the path of a recording or of a folder of recordings, - for standard input, a scene as "
        + "sim:driving?seed=3, or a live source: tcp://HOST:PORT, tcp-listen://HOST:PORT, unix://PATH, unix-listen://PATH, "
        + "udp://HOST:PORT, zmq://HOST:PORT, zmq+ipc://PATH, v4l2:/dev/videoN, plugin:LIBRARY?KEY=VALUE."
    ),
    SettingKey(
      "format", .camera, .choice(["auto"] + EventFormat.allCases.map(\.rawValue)), standard: "auto", reload: .pipeline,
      "The format of the events; auto: found from the content. Live words without a header need it."),
    SettingKey(
      "geometry", .camera, .text, reload: .pipeline,
      "The sensor's size as WIDTHxHEIGHT; replaces the one in the header."),
    SettingKey(
      "repeat", .camera, .integer(0...1_000_000_000), standard: "1", reload: .pipeline,
      "How many times a recording is replayed, each time as a new session; 0 for until stopped."),
    SettingKey(
      "speed", .camera, .number(0.001...1000, words: ["max"]), standard: "1",
      unit: "sensor time divided by host time", reload: .pipeline,
      "How fast a recording is replayed; max: as fast as the machine can."),
    SettingKey(
      "stall_timeout", .camera, .duration(1_000...3_600_000_000), standard: "5s", unit: "time", reload: .pipeline,
      "How long a live source may send nothing before it counts as stalled."),
    SettingKey(
      "latency_bound", .camera, .duration(0...60_000_000), standard: "100ms", unit: "time", reload: .pipeline,
      "How much later than the fastest an event of a live source may arrive before its timestep is closed without it; 0: "
        + "only later events close a timestep."),
  ]

  /// In the order in which they are applied.
  private static let filters: [SettingKey] = [
    SettingKey(
      "filters.region", .camera, .text, standard: "none", reload: .pipeline,
      "The pixels whose events are used, as X,Y,WIDTHxHEIGHT; coordinates stay as they are; none: all pixels."),
    SettingKey(
      "filters.hot_pixels", .camera, .text, standard: "off", reload: .pipeline,
      "Pixels whose events are dropped: off, auto for those found at the start to have far more events than the others, "
        + "or a file of lines 'x y', as 'saccade control hot-pixels' prints them."),
    SettingKey(
      "filters.hot_pixel_period", .camera, .duration(100_000...3_600_000_000), standard: "10s", unit: "time",
      reload: .pipeline,
      "With filters.hot_pixels auto: the sensor time from the first event in which events are counted and all pass."),
    SettingKey(
      "filters.refractory", .camera, .duration(0...10_000_000), standard: "0us", unit: "time", reload: .pipeline,
      "An event closer than this to the last one of its pixel that has passed is dropped; 0 for none."),
    SettingKey(
      "filters.support", .camera, .duration(0...10_000_000), standard: "0us", unit: "time", reload: .pipeline,
      "An event passes only if one of the 8 pixels around its own had one within this time; 0 for all."),
    SettingKey(
      "filters.rate_limit", .camera, .integer(1...1_000_000_000, words: ["none"]), standard: "none",
      unit: "events per second of sensor time", reload: .pipeline,
      "The most events that are used: in each slice of 1 ms the first ones up to a thousandth of it."),
  ]

  private static let network: [SettingKey] = [
    SettingKey(
      "model", .camera, .text, isRequired: true, reload: .pipeline,
      "The model file. Cameras with the same model and engine share its weights."),
    SettingKey(
      "engine", .camera, .choice(["reference", "spikes", "dense", "adaptive"]), standard: "adaptive", reload: .pipeline,
      "What computes the network."),
    SettingKey(
      "weights", .camera, .choice(["auto", "f32", "16", "8"]), standard: "auto", unit: "bits", reload: .pipeline,
      "How weights are held; auto: 16 bits for dense and adaptive, else f32."),
    SettingKey(
      "merge", .camera, .choice(["off", "on", "adaptive"]), standard: "off", reload: .pipeline,
      "Whether re-parameterised convolutions are merged into one dense convolution each; adaptive: wherever few neurons "
        + "fire, for the adaptive engine only."),
    SettingKey(
      "threads", .camera, .integer(1...64), standard: "1", unit: "threads", reload: .pipeline,
      "The threads that compute, for dense and adaptive."),
    SettingKey(
      "cache", .camera, .boolean, standard: "false", reload: .pipeline,
      "Whether weights made ready for this processor are kept in a file beside the model, for a faster start."),
  ]

  private static let windows: [SettingKey] = [
    SettingKey(
      "state", .camera, .choice(["model", "carry", "reset"]), standard: "model", reload: .pipeline,
      "What becomes of membrane potentials between windows; model: what it was trained for."),
    SettingKey(
      "stride", .camera, .integer(1...1024), unit: "timesteps", reload: .pipeline,
      "Timesteps from one published window to the next, 1...T; the window's T where nothing is said."),
    SettingKey(
      "score", .camera, .number(0...1, words: []), standard: "0.25", reload: .pipeline,
      "Detections from this score on are published."),
    SettingKey(
      "overlap", .camera, .number(0...1, words: []), standard: "0.7", reload: .pipeline,
      "Boxes of one class that overlap more than this are one object."),
    SettingKey(
      "track.enabled", .camera, .boolean, standard: "false", reload: .pipeline,
      "Whether objects are followed from window to window, so that their boxes have a track_id."),
    SettingKey(
      "track.gap", .camera, .duration(0...3_600_000_000), standard: "1s", unit: "time", reload: .pipeline,
      "How long an object may be unseen before its track ends."),
    SettingKey(
      "gap_limit", .camera, .duration(0...3_600_000_000), standard: "1s", unit: "time", reload: .pipeline,
      "A forward jump in sensor time larger than this begins a new session."),
    SettingKey(
      "overload", .camera, .choice(["auto", "wait", "drop-oldest"]), standard: "auto", reload: .pipeline,
      "What happens when the machine is too slow: the source waits, or the oldest whole timestep is dropped and counted; "
        + "auto: recordings wait, live sources drop."),
    SettingKey(
      "queue", .camera, .integer(1...64), standard: "4", unit: "timesteps", reload: .pipeline,
      "Timesteps, and windows, that may wait in each hand-over."),
  ]

  private static let operation: [SettingKey] = [
    SettingKey(
      "enabled", .camera, .boolean, standard: "true", reload: .pipeline,
      "Whether the camera runs."),
    SettingKey(
      "priority", .camera, .integer(0...9), standard: "5", reload: .live,
      "Whose timesteps are computed first where inference.slots are fewer than cameras: those of a higher number, and "
        + "equals in turn."),
    SettingKey(
      "publish.stream", .camera, .text, reload: .pipeline,
      "An endpoint for this camera alone, instead of the service's publish.stream."),
    SettingKey(
      "publish.latest", .camera, .text, reload: .pipeline,
      "An endpoint for this camera alone, instead of the service's publish.latest."),
    SettingKey(
      "checkpoint.period", .camera, .duration(0...86_400_000_000), standard: "10s", unit: "time", reload: .live,
      "How often membrane potentials are kept in state.directory, and at the end besides; 0 for never."),
    SettingKey(
      "checkpoint.restore_within", .camera, .duration(0...86_400_000_000), standard: "0s", unit: "time", reload: .live,
      "At a start, go on with the potentials that were kept no longer ago than this; 0 for always beginning with zeros."
    ),
    SettingKey(
      "restart.initial", .camera, .duration(1_000...3_600_000_000), standard: "250ms", unit: "time", reload: .live,
      "The longest wait before the first new try after a failure, of a pipeline or a connection (there at the next start); it doubles with each further one, and the wait is drawn "
        + "from nothing to that."),
    SettingKey(
      "restart.maximum", .camera, .duration(1_000...3_600_000_000), standard: "30s", unit: "time", reload: .live,
      "The longest wait before any new try."),
  ]
}
