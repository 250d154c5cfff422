import EventFormats
import EventSources
import Events
import Glibc

/// A long recording of a short one over and over, each time later, written by an encoder.
struct ReencodedRecording {
  /// The formats that are written so.
  enum Format: String, CaseIterable {
    case aedat4LZ4 = "aedat4-lz4"
    case aedat4Zstd = "aedat4-zstd"
    case aedat4None = "aedat4-none"
    case eventStream = "es"

    func encoder(geometry: SensorGeometry) -> any EventEncoder {
      switch self {
      case .aedat4LZ4: AEDAT4Encoder(options: .init(compression: .lz4, geometry: geometry, writesTable: true))
      case .aedat4Zstd: AEDAT4Encoder(options: .init(compression: .zstd, geometry: geometry, writesTable: true))
      case .aedat4None: AEDAT4Encoder(options: .init(compression: .none, geometry: geometry, writesTable: true))
      case .eventStream: EventStreamEncoder(geometry: geometry)
      }
    }
  }

  private let events: [Event]
  private let geometry: SensorGeometry
  private let loopCount: Int

  /// Reads a sample to be written until there are at least `eventCount` events.
  init(sample path: String, eventCount: Int) throws {
    var file = try RecordingFile(path: path)
    var events: [Event] = []
    var batch = EventBatch()
    while try file.read(into: &batch) { for index in batch.events.indices { events.append(batch.events[index]) } }
    guard let geometry = file.description.geometry, !events.isEmpty else {
      throw LoopedRecording.LoopError(description: "\(path): has no events or no size of the sensor")
    }
    self.events = events
    self.geometry = geometry
    loopCount = (eventCount + events.count - 1) / events.count
  }

  func write(_ format: Format, to path: String) throws {
    guard let file = fopen(path, "wb") else { throw Self.failure(path) }
    defer { fclose(file) }
    var encoder = format.encoder(geometry: geometry)
    var bytes: [UInt8] = []
    // Event Stream counts from 0.
    let offset = format == .eventStream ? events.first?.time ?? 0 : 0
    let duration = (events.last?.time ?? 0) - (events.first?.time ?? 0) + 1
    for loop in 0..<loopCount {
      var later = events
      for index in later.indices { later[index].time += Int64(loop) * duration - offset }
      try encoder.encode(later.span, into: &bytes)
      try Self.write(&bytes, to: file, path)
    }
    try encoder.finish(into: &bytes)
    try Self.write(&bytes, to: file, path)
    if let header = (encoder as? any HeaderRevisingEncoder)?.revisedHeader {
      rewind(file)
      var header = header
      try Self.write(&header, to: file, path)
    }
    // As in `GeneratedRecording`: let the next reader fetch it from the disk.
    guard fflush(file) == 0, fsync(fileno(file)) == 0 else { throw Self.failure(path) }
    posix_fadvise(fileno(file), 0, 0, POSIX_FADV_DONTNEED)
  }

  private static func write(_ bytes: inout [UInt8], to file: UnsafeMutablePointer<FILE>, _ path: String) throws {
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw failure(path) }
    bytes.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String) -> LoopedRecording.LoopError {
    LoopedRecording.LoopError(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
