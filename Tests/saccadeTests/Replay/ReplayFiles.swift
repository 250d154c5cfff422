import Detections
import EventFormats
import Events
import Foundation
import SpikingNetwork
import TestSupport

/// Files for the tests of `saccade replay` and `saccade watch`.
enum ReplayFiles {
  static let geometry = SensorGeometry(width: 60, height: 50)

  /// A network of 64x64 pixels and 2 timesteps of 10 ms with random weights; the same bytes at every call.
  static func modelBytes() throws -> [UInt8] {
    let description = NetworkDescription(
      variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(
        width: 64, height: 64, sensorWidth: geometry.width, sensorHeight: geometry.height, timestepMicroseconds: 10_000,
        timestepsPerWindow: 2, order: .oldestFirst, fit: .pad),
      classNames: ["car", "pedestrian"], stateMode: .carry,
      provenance: ModelProvenance(source: "random weights", writer: "tests"))
    return try NetworkGenerator(description: description, seed: 5).modelBytes()
  }

  /// A DAT file of a moving edge, `count` events 20 microseconds apart: 1000 of them are a window.
  static func recordingBytes(count: Int) throws -> [UInt8] {
    let events = (0..<count).map { index -> Event in
      let time = 1_000 + Int64(index) * 20
      let column = index / 40 % geometry.width
      let row = index * 7 % geometry.height
      return Event(time: time, x: UInt16(column), y: UInt16(row), polarity: index % 3 == 0 ? .off : .on)
    }
    var encoder = DATEncoder(options: .init(geometry: geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    return bytes
  }

  /// A folder with the model `net.model` and the recording `edge.dat`.
  static func folder(events: Int = 8_000) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(modelBytes(), to: "net.model")
    try folder.write(recordingBytes(count: events), to: "edge.dat")
    return folder
  }
}

extension SocketPeer {
  /// Serves a recording on the Unix socket `camera` of a folder: all of it, then nothing until the other side goes.
  ///
  /// - Parameter again: whether it is there for the next one, too.
  static func camera(_ bytes: [UInt8], in folder: TemporaryFolder, again: Bool) throws -> SocketPeer {
    let server = try SocketPeer(unix: folder.path("camera"))
    server.serve { client, _ in
      SocketPeer.send(bytes, to: client, largest: 5000, seed: 1)
      SocketPeer.waitForClose(of: client)
      return again
    }
    return server
  }
}

extension TemporaryFolder {
  /// Converts a recording to text, a line an event: how the command went, and the text.
  func eventText(_ name: String) throws -> (run: CommandRun, text: [UInt8]) {
    let run = try CommandRun("convert", name, "events.csv", "--to-columns", "t,x,y,p", "--force", in: self)
    return (run, run.status == 0 ? try read("events.csv") : [])
  }

  /// An endpoint in this folder, which no other test can have.
  func endpoint(_ name: String = "s") -> String { "ipc://\(url.path)/\(name)" }

  /// The boxes in a box file.
  func boxes(_ name: String) throws -> [TimedDetection] {
    let bytes = try read(name)
    return try BoxFileDecoder.decode(bytes.span)
  }
}
