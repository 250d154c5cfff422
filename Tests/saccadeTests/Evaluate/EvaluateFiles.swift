import Detections
import EventFormats
import Events
import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// A data set that a network with random weights has labelled itself, so that some of what it detects is right.
enum EvaluateFiles {
  static let geometry = SensorGeometry(width: 60, height: 50)
  /// The first event, from which timesteps are cut.
  static let origin: Int64 = 1_000
  static let timestep: Int64 = 10_000
  /// The score from which on boxes become labels.
  static let score = 0.02

  static func modelBytes(classes: [String] = ["car", "pedestrian"], seed: UInt64 = 5) throws -> [UInt8] {
    let description = NetworkDescription(
      variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(
        width: 64, height: 64, sensorWidth: geometry.width, sensorHeight: geometry.height,
        timestepMicroseconds: timestep, timestepsPerWindow: 2, order: .oldestFirst, fit: .pad),
      classNames: classes, stateMode: .carry,
      provenance: ModelProvenance(source: "random weights", writer: "tests"))
    return try NetworkGenerator(description: description, seed: seed).modelBytes()
  }

  /// A DAT file of an edge that moves as fast as its number says, for 0.7 s.
  static func recording(
    number: Int, geometry: SensorGeometry = geometry, eventCount: Int = 35_000
  ) throws -> [UInt8] {
    let events = (0..<eventCount).map { index -> Event in
      let column = index / (30 + 7 * number) % geometry.width
      return Event(
        time: origin + Int64(index) * 20, x: UInt16(column), y: UInt16(index * (7 + 2 * number) % geometry.height),
        polarity: index % 3 == 0 ? .off : .on)
    }
    var encoder = DATEncoder(options: .init(geometry: geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    try encoder.finish(into: &bytes)
    return bytes
  }

  /// What `saccade replay` detects in a recording.
  static func replayed(_ recording: String, _ options: [String], in folder: TemporaryFolder) throws -> [TimedDetection]
  {
    let run = try CommandRun(
      arguments: [
        "replay", recording, "--model", "net.model", "--speed", "max", "--no-publish", "--boxes", "replayed.npy",
      ] + options, in: folder)
    try #require(run.status == 0, "\(run.errors)")
    let boxes = try folder.read("replayed.npy")
    try FileManager.default.removeItem(atPath: folder.path("replayed.npy"))
    return try BoxFileDecoder.decode(boxes.span)
  }

  /// The boxes of every fourth moment, without a few of them; each a little later than its moment.
  static func labels(of detections: [TimedDetection], delay: Int64 = 0, leavesOut: Bool = false) -> [TimedDetection] {
    let times = Set(detections.map(\.time)).sorted()
    let chosen = Set(times.enumerated().filter { $0.offset % 4 == 1 }.map(\.element))
    return detections.filter { chosen.contains($0.time) }.enumerated().compactMap { index, label in
      if leavesOut, index % 3 == 2 { return nil }
      var label = label
      label.time += delay
      label.detection.score = 1
      return label
    }
  }

  /// A folder with `net.model` and `set`, `clips` recordings in two folders with labels; the same bytes at every call.
  static func folder(clips: Int = 3) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(modelBytes(), to: "net.model")
    for name in ["set/a", "set/b/c"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name), withIntermediateDirectories: true)
    }
    for number in 0..<clips {
      let name = "set/\(number % 2 == 0 ? "a" : "b/c")/clip\(number)"
      try folder.write(recording(number: number), to: "\(name)_td.dat")
      let detections = try replayed("\(name)_td.dat", ["--stride", "1", "--score", "\(score)"], in: folder)
      try folder.write(
        BoxFileEncoder.encode(labels(of: detections, delay: 3_000, leavesOut: true)), to: "\(name)_bbox.npy")
    }
    return folder
  }

  /// Runs `saccade evaluate set --model net.model` with more arguments.
  static func evaluate(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandRun {
    try CommandRun(arguments: ["evaluate", "set", "--model", "net.model"] + arguments, in: folder)
  }

  /// The printed JSON without what is another each time.
  static func repeatable(_ run: CommandRun) throws -> NSDictionary {
    var json = try run.json()
    json["measured"] = nil
    return NSDictionary(dictionary: json)
  }
}
