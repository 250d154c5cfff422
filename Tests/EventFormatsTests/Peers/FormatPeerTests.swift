import EventFormats
import Events
import Foundation
import Testing

/// Compares with faery, dv-processing, aedat, event_stream and numpy in both directions.
@Suite(
  .enabled(
    if: FormatPeers.arePresent,
    "the Python environment .build/python-venv with Tests/Python/requirements.txt is absent"))
struct FormatPeerTests {
  static let geometry = SensorGeometry(width: 320, height: 240)
  static let events = DecoderChecks.events(count: 20_000, geometry: geometry, start: 1_000_000, seed: 21)

  /// Gives `body` a folder that is removed afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "saccade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  static let written: [(peer: String, name: String, encoder: any EventEncoder)] =
    AEDAT4.Compression.allCases.flatMap { compression in
      ["dv", "aedat", "faery"].map { peer in
        (
          peer, "\(compression).aedat4",
          AEDAT4Encoder(
            options: .init(compression: compression, geometry: geometry, writesTable: compression.rawValue < 2))
        )
      }
    } + [
      ("faery", "a.es", EventStreamEncoder(geometry: geometry)),
      ("event_stream", "a.es", EventStreamEncoder(geometry: geometry)),
      ("faery", "a.csv", TextEncoder()), ("numpy", "a.npy", NumpyEncoder()),
      ("numpy", "rows.npy", NumpyEncoder(options: .init(layout: .rows))),
      ("savetxt", "a.txt", TextEncoder(options: .init(separator: .whitespace, timeUnit: .seconds, hasHeader: false))),
    ]

  @Test(arguments: written.indices)
  func peersReadWhatIsWritten(index: Int) throws {
    let (peer, name, encoder) = Self.written[index]
    let bytes = try DecoderChecks.encode(Self.events, by: encoder)
    let report = try Self.withFolder { folder in
      let file = folder.appending(path: name)
      try Data(bytes).write(to: file)
      return try FormatPeers.read(peer, file)
    }
    #expect(report.events == Self.events.count, "\(peer) \(name)")
    #expect(report.sha256 == DecoderChecks.digest(Self.events), "\(peer) \(name)")
  }

  @Test(arguments: ["dv", "aedat"])
  func peersReadTriggersAsTheyAreWritten(peer: String) throws {
    let triggers = (0..<100).map { TriggerEvent(time: 1_000_000 + Int64($0), channel: 0, isRising: $0 % 2 == 0) }
    let encoder = AEDAT4Encoder(options: .init(geometry: Self.geometry, writesTable: true))
    let bytes = try DecoderChecks.encode(Self.events, triggers: triggers, by: encoder)
    let report = try Self.withFolder { folder in
      let file = folder.appending(path: "triggers.aedat4")
      try Data(bytes).write(to: file)
      return try FormatPeers.read(peer, file)
    }
    #expect(report.triggers == triggers.map { [$0.time, $0.isRising ? 1 : 2] })
  }

  @Test(arguments: [
    ("dv", "a.aedat4", EventFormat.aedat4), ("faery", "a.aedat4", .aedat4), ("faery-zstd", "a.aedat4", .aedat4),
    ("faery", "a.es", .eventStream), ("event_stream", "a.es", .eventStream), ("faery", "a.csv", .text),
    ("numpy", "a.npy", .numpy), ("numpy-rows", "a.npy", .numpy), ("numpy-columns", "a.npy", .numpy),
    ("savetxt", "a.txt", .text),
  ])
  func whatPeersWriteIsRead(peer: String, name: String, format: EventFormat) throws {
    let bytes = try Self.withFolder { folder in
      let array = folder.appending(path: "in.npy")
      try Data(DecoderChecks.encode(Self.events, by: NumpyEncoder())).write(to: array)
      let file = folder.appending(path: name)
      try FormatPeers.write(
        peer, file, eventsOf: array, width: Self.geometry.width, height: Self.geometry.height)
      return Array(try Data(contentsOf: file))
    }
    let found = try FormatDetection.format(of: bytes.span.bytes, isAll: true)
    #expect(found == format)
    let outcome = DecodingOutcome(format.makeDecoder(), of: bytes, cuts: stride(from: 0, to: bytes.count, by: 4096))
    #expect(outcome.error == nil && outcome.statistics.skipped == 0)
    #expect(DecoderChecks.digest(outcome.events) == DecoderChecks.digest(Self.events))
    if format != .numpy && peer != "savetxt" { #expect(outcome.description?.geometry == Self.geometry) }
    if peer == "dv" {
      #expect(outcome.triggers.map(\.isRising) == [true, false])
      #expect(outcome.triggers.map(\.time) == [Self.events.first?.time, Self.events.last?.time])
    }
  }

  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: [
      ("dv", "davis346.aedat4", EventFormat.aedat4), ("aedat", "davis346.aedat4", .aedat4),
      ("faery", "davis346.aedat4", .aedat4), ("faery", "dvs-320x240.es", .eventStream),
      ("event_stream", "dvs-320x240.es", .eventStream), ("numpy", "pedro-person-1.npy", .numpy),
    ])
  func realRecordingsAreReadAsPeersReadThem(peer: String, name: String, format: EventFormat) throws {
    let report = try FormatPeers.read(peer, SharedRecordings.folder.appending(path: name))
    let outcome = DecodingOutcome(format.makeDecoder(), of: try SharedRecordings.bytes(name), capacity: 4096)
    #expect(report.sha256 == DecoderChecks.digest(outcome.events) && report.events == outcome.events.count)
  }
}
