/// What a clip has become.
struct ClipSummary: Encodable {
  var split: String
  var recording: String
  var boxesFile: String
  /// What gives the same events where a recording is expected, but for the pixels' options.
  var scene: String
  var seed: UInt64
  var daylight: String
  var events: UInt64
  var boxes: Int
  var cars: Int
  var pedestrians: Int

  private enum CodingKeys: String, CodingKey {
    case split, recording, scene, seed, daylight, events, boxes, cars, pedestrians
    case boxesFile = "boxes_file"
  }
}

/// What a simulation has done, for people and for programs.
struct SimulationSummary: Encodable {
  var clips: [ClipSummary]
  var events: UInt64
  var boxes: Int
  var sensorSeconds: Double
  var seconds: Double

  private enum CodingKeys: String, CodingKey {
    case clips, events, boxes, seconds
    case sensorSeconds = "sensor_seconds"
  }

  /// A line for each split and one for all.
  var text: String {
    var rows = [["split", "clips", "events", "boxes", "cars", "pedestrians"]]
    var splits: [String] = []
    for clip in clips where !splits.contains(clip.split) { splits.append(clip.split) }
    for split in splits {
      let own = clips.filter { $0.split == split }
      rows.append([
        split, String(own.count), Format.count(own.reduce(0) { $0 + $1.events }),
        Format.count(UInt64(own.reduce(0) { $0 + $1.boxes })), String(own.reduce(0) { $0 + $1.cars }),
        String(own.reduce(0) { $0 + $1.pedestrians }),
      ])
    }
    let rate = sensorSeconds > 0 ? Double(events) / sensorSeconds : 0
    return TextTable.text(rows, leftAligned: [0]) + "\n"
      + "\(Format.decimal(sensorSeconds, digits: 1)) s of \(Format.eventRate(perSecond: rate)) in "
      + "\(Format.decimal(seconds, digits: 1)) s\n"
  }
}
