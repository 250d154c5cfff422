import EventFormats
import Events
import Foundation

/// A DAT recording of a moving edge with noise, on disk for as long as the value lives.
final class TestRecording {
  static let geometry = SensorGeometry(width: 60, height: 50)

  let events: [Event]
  let path: String
  private let folder: URL

  /// Writes `count` events, 20 microseconds apart, with a little disorder.
  convenience init(count: Int, editing edit: (inout [UInt8]) -> Void = { _ in }) throws {
    var random: UInt64 = 1
    let events = (0..<count).map { index in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Int(random >> 33)
      let edge = index / 40 % 60
      let jitter: Int64 = index % 11 == 5 ? 30 : 0
      return Event(
        time: 1_000 + Int64(index) * 20 - jitter, x: UInt16(noise % 4 == 0 ? noise / 4 % 60 : edge),
        y: UInt16(noise / 240 % 50), polarity: noise & 1024 == 0 ? .on : .off)
    }
    try self.init(events, editing: edit)
  }

  /// Writes events.
  init(_ events: [Event], editing edit: (inout [UInt8]) -> Void = { _ in }) throws {
    var encoder = DATEncoder(options: .init(geometry: Self.geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    edit(&bytes)
    self.events = events
    folder = FileManager.default.temporaryDirectory.appending(path: "saccade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "edge_td.dat").path
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of another file in the same folder.
  func sibling(_ name: String) -> String { folder.appending(path: name).path }
}
