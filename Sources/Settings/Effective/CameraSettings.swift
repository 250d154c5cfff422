/// One camera's settings.
public struct CameraSettings: Sendable, Equatable, SettingValues {
  /// How fast a recording is replayed.
  public enum Speed: Sendable, Equatable {
    /// As fast as the machine can.
    case max
    /// Sensor time divided by host time.
    case factor(Double)
  }

  /// The camera's name.
  public let name: String
  let byName: [String: EffectiveSetting]

  /// Every setting, in the order of the manual.
  public var all: [EffectiveSetting] { SettingKeys.camera.compactMap { byName[$0.name] } }

  /// Where events come from.
  public var source: String { text("source") }
  /// The format of the events; nil where it is found from the content.
  public var format: String? { text("format") == "auto" ? nil : text("format") }
  /// The sensor's size as WIDTHxHEIGHT; nil for that of the header.
  public var geometry: String? { optionalText("geometry") }
  /// How many times a recording is replayed; 0 for until stopped.
  public var repeats: Int { integer("repeat") }
  /// How fast a recording is replayed.
  public var speed: Speed {
    if case .number(let factor)? = byName["speed"]?.value { return .factor(factor) }
    return .max
  }
  /// How long a live source may send nothing before it counts as stalled.
  public var stallTimeoutMicroseconds: Int64 { microseconds("stall_timeout") }
  /// How much later than the fastest an event of a live source may arrive; 0 for ever.
  public var latencyBoundMicroseconds: Int64 { microseconds("latency_bound") }
  /// The pixels whose events are used, as X,Y,WIDTHxHEIGHT; nil for all.
  public var filterRegion: String? { textUnlessNone("filters.region") }
  /// Pixels whose events are dropped: `off`, `auto` or the path of a file.
  public var filterHotPixels: String { text("filters.hot_pixels") }
  /// How long hot pixels are learnt.
  public var hotPixelPeriodMicroseconds: Int64 { microseconds("filters.hot_pixel_period") }
  /// The shortest time between two events of a pixel; 0 for none.
  public var refractoryMicroseconds: Int64 { microseconds("filters.refractory") }
  /// Within what time a neighbour must have had an event; 0 for never.
  public var supportMicroseconds: Int64 { microseconds("filters.support") }
  /// The most events for each second of sensor time; nil for no limit.
  public var rateLimit: Int? { integerUnlessWord("filters.rate_limit") }
  /// The model file.
  public var model: String { text("model") }
  /// What computes the network.
  public var engine: String { text("engine") }
  /// How weights are held; nil for what the engine usually takes.
  public var weights: String? { text("weights") == "auto" ? nil : text("weights") }
  /// Whether convolutions are merged.
  public var merge: String { text("merge") }
  /// The threads that compute.
  public var threads: Int { integer("threads") }
  /// Whether packed weights are kept beside the model.
  public var cache: Bool { boolean("cache") }
  /// What becomes of membrane potentials between windows; nil for what the model was trained for.
  public var state: String? { text("state") == "model" ? nil : text("state") }
  /// Timesteps from one published window to the next; nil for T.
  public var stride: Int? { integerUnlessWord("stride") }
  /// Detections from this score on are published.
  public var score: Double { number("score") }
  /// Boxes of one class that overlap more than this are one object.
  public var overlap: Double { number("overlap") }
  /// Whether objects are followed from window to window.
  public var isTracking: Bool { boolean("track.enabled") }
  /// How long an object may be unseen before its track ends.
  public var trackGapMicroseconds: Int64 { microseconds("track.gap") }
  /// A forward jump in sensor time larger than this begins a new session.
  public var gapLimitMicroseconds: Int64 { microseconds("gap_limit") }
  /// What happens when the machine is too slow: `auto`, `wait` or `drop-oldest`.
  public var overload: String { text("overload") }
  /// Timesteps, and windows, that may wait in each hand-over.
  public var queue: Int { integer("queue") }
  /// Whose timesteps are computed first, 0...9: those of a higher number.
  public var priority: Int { integer("priority") }
  /// Whether the camera runs.
  public var isEnabled: Bool { boolean("enabled") }
  /// Whether it has endpoints of its own, and which; nil for those of the service.
  public var ownEndpoints: (stream: String?, latest: String?)? {
    guard optionalText("publish.stream") != nil || optionalText("publish.latest") != nil else { return nil }
    return (textUnlessNone("publish.stream"), textUnlessNone("publish.latest"))
  }
  /// How often membrane potentials are kept; 0 for never.
  public var checkpointPeriodMicroseconds: Int64 { microseconds("checkpoint.period") }
  /// How old kept potentials may be to go on with; 0 for never.
  public var restoreWithinMicroseconds: Int64 { microseconds("checkpoint.restore_within") }
  /// The longest wait before the first new try.
  public var restartInitialMicroseconds: Int64 { microseconds("restart.initial") }
  /// The longest wait before any new try.
  public var restartMaximumMicroseconds: Int64 { microseconds("restart.maximum") }

  /// The folder into which it is recorded; nil where it is not.
  public var recordFolder: String? { textUnlessNone("record.folder") }
  /// Whether detections are recorded.
  public var recordsDetections: Bool { text("record.detections") != "none" }
  /// What events are recorded as: `none`, `raw` or `mcap`.
  public var recordedEvents: String { text("record.events") }
  /// Whether only what lies around detections is recorded.
  public var recordsAroundDetections: Bool { text("record.when") == "detections" }
  /// How much is recorded before a window with detections.
  public var recordBeforeMicroseconds: Int64 { microseconds("record.before") }
  /// How much is recorded after a window with detections.
  public var recordAfterMicroseconds: Int64 { microseconds("record.after") }
  /// The memory for events that wait to be recorded.
  public var recordMemoryBytes: Int { integer("record.memory") << 20 }
  /// The size at which a file is followed by another.
  public var recordFileBytes: Int { integer("record.file_size") << 20 }
  /// The sensor time after which a file is followed by another.
  public var recordFileMicroseconds: Int64 { microseconds("record.file_duration") }
  /// How many bytes of recordings are kept; nil for all.
  public var recordKeptBytes: Int? { integer("record.keep_size") == 0 ? nil : integer("record.keep_size") << 20 }
  /// For how long recordings are kept; nil for ever.
  public var recordKeptMicroseconds: Int64? {
    microseconds("record.keep_age") == 0 ? nil : microseconds("record.keep_age")
  }
  /// How many bytes of the disk are left free.
  public var recordReserveBytes: Int { integer("record.reserve") << 20 }

  /// Works out a camera's settings from what was written for it and for all cameras.
  init(name: String, assignments: [SettingAssignment], problems: inout [SettingsProblem]) {
    self.name = name
    var byName: [String: EffectiveSetting] = [:]
    for key in SettingKeys.camera {
      let names = key.name.split(separator: ".").map(String.init)
      let own = assignments.filter { $0.path == ["cameras", name] + names }
      let general = assignments.filter { $0.path == ["defaults"] + names }
      byName[key.name] = EffectiveSetting.resolve(
        key, name: "cameras.\(name).\(key.name)", assignments: own.isEmpty ? general : own, problems: &problems)
    }
    self.byName = byName
    for key in SettingKeys.camera where key.isRequired && byName[key.name]?.value == nil {
      let isSaid = assignments.contains { Array($0.path.suffix(1)) == [key.name] && $0.path.contains(name) }
      guard !isSaid else { continue }
      problems.append(
        SettingsProblem(
          origin: assignments.first { $0.path.starts(with: ["cameras", name]) }?.origin,
          key: "cameras.\(name).\(key.name)", message: "is missing", remedy: "give it; \(key.meaning)"))
    }
  }

  /// Settings that differ and what changing them takes.
  public func differences(from other: CameraSettings) -> [EffectiveSetting] {
    all.filter { $0.value != other.byName[$0.key.name]?.value }
  }
}
