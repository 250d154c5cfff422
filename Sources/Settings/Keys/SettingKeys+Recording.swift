extension SettingKeys {
  /// The keys of what a camera records.
  static let recording: [SettingKey] = [
    SettingKey(
      "record.folder", .camera, .text, standard: "none", reload: .pipeline,
      "The folder into which this camera is recorded, made where it does not exist; none: it is not. Under "
        + "systemd it must lie below /var/lib/saccade, or in ReadWritePaths of a drop-in."),
    SettingKey(
      "record.detections", .camera, .choice(["none", "mcap"]), standard: "mcap", reload: .pipeline,
      "What detections are recorded as: MCAP for ROS 2 and Foxglove."),
    SettingKey(
      "record.events", .camera, .choice(["none", "raw", "mcap"]), standard: "none", reload: .pipeline,
      "What events are recorded as; raw: Prophesee RAW files (EVT3) of their own; mcap: "
        + "event_camera_msgs/EventPacket, in the same file as the detections."),
    SettingKey(
      "record.when", .camera, .choice(["always", "detections"]), standard: "always", reload: .pipeline,
      "Whether everything is recorded, or what lies around windows with detections; then each stretch has "
        + "files of its own."),
    SettingKey(
      "record.before", .camera, .duration(0...60_000_000), standard: "2s", unit: "time", reload: .pipeline,
      "How much sensor time before the start of a window with detections is recorded, as far as "
        + "record.memory holds it."),
    SettingKey(
      "record.after", .camera, .duration(0...3_600_000_000), standard: "2s", unit: "time", reload: .pipeline,
      "How much sensor time after the end of a window with detections is recorded."),
    SettingKey(
      "record.memory", .camera, .integer(1...65_536), standard: "64", unit: "MiB", reload: .pipeline,
      "The memory for events that wait to be recorded, those before a detection included: 16 bytes an "
        + "event. What does not fit is left out of the recording and counted; detection never waits."),
    SettingKey(
      "record.file_size", .camera, .integer(1...1_048_576), standard: "1024", unit: "MiB", reload: .pipeline,
      "A file of this size is followed by another."),
    SettingKey(
      "record.file_duration", .camera, .duration(1_000_000...86_400_000_000), standard: "10min", unit: "time",
      reload: .pipeline,
      "A file that covers so much sensor time is followed by another."),
    SettingKey(
      "record.keep_size", .camera, .integer(0...1_073_741_824), standard: "0", unit: "MiB", reload: .pipeline,
      "How much of this camera's recordings is kept: beyond it its oldest closed files are removed; 0: all."),
    SettingKey(
      "record.keep_age", .camera, .duration(0...315_360_000_000_000), standard: "0s", unit: "time", reload: .pipeline,
      "For how long this camera's recordings are kept: closed files that were written longer ago are "
        + "removed; 0: for ever."),
    SettingKey(
      "record.reserve", .camera, .integer(0...1_073_741_824), standard: "512", unit: "MiB", reload: .pipeline,
      "How much of the disk is left free. Where less is free, recording pauses until there is room again; "
        + "detection goes on."),
  ]
}
