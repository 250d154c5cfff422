import EventFormats
import EventSources
import Events
import Glibc
import Recording

/// A long recording of a short one over and over, each time later, written anew.
struct ReencodedRecording {
  /// The formats that are written so.
  enum Format: String, CaseIterable {
    case aedat4LZ4 = "aedat4-lz4"
    case aedat4Zstd = "aedat4-zstd"
    case aedat4None = "aedat4-none"
    case eventStream = "es"
    case ecf = "hdf5"
    case dsec

    var eventFormat: EventFormat {
      switch self {
      case .aedat4LZ4, .aedat4Zstd, .aedat4None: .aedat4
      case .eventStream: .eventStream
      case .ecf: .metavisionHDF5
      case .dsec: .dsecHDF5
      }
    }

    var aedat4Compression: AEDAT4.Compression {
      switch self {
      case .aedat4Zstd: .zstd
      case .aedat4None: .none
      default: .lz4
      }
    }
  }

  private var events: [Event]
  private let geometry: SensorGeometry
  private let loopCount: Int

  /// Reads a sample to be written until there are at least `eventCount` events.
  init(sample path: String, eventCount: Int) throws {
    var file = try AnyRecording(path: path)
    var events: [Event] = []
    var batch = EventBatch()
    while try file.read(into: &batch) { for index in batch.events.indices { events.append(batch.events[index]) } }
    guard !events.isEmpty else { throw LoopedRecording.LoopError(description: "\(path): has no events") }
    self.events = events
    // Old HDF5 files do not say it; this one holds all samples.
    geometry = file.description.geometry ?? SensorGeometry(width: 1280, height: 720)
    loopCount = (eventCount + events.count - 1) / events.count
  }

  func write(_ format: Format, to path: String) throws {
    guard let encoding = RecordingEncoding.encoding(of: format.eventFormat) else {
      throw LoopedRecording.LoopError(description: "\(format.rawValue) cannot be written")
    }
    let first = events.first?.time ?? 0
    let duration = (events.last?.time ?? 0) - first + 1
    // Event Stream counts from 0.
    let offset = format == .eventStream ? first : 0
    var options = EncodingOptions(geometry: geometry)
    options.earliestMicroseconds = first - offset
    options.aedat4Compression = format.aedat4Compression
    let writer = try encoding.makeWriter(path: path, overwrites: true, options: options)
    var batch = EventBatch(capacity: events.count)
    for loop in 0..<loopCount {
      batch.removeAll()
      for event in events {
        var later = event
        later.time += Int64(loop) * duration - offset
        batch.append(later)
      }
      try writer.write(batch)
    }
    try writer.finish()
    // As in `GeneratedRecording`: let the next reader fetch it from the disk.
    guard let file = fopen(path, "rb") else { return }
    posix_fadvise(fileno(file), 0, 0, POSIX_FADV_DONTNEED)
    fclose(file)
  }
}
