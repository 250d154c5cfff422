import EventFormats
import Events

/// Puts numbers and texts into the payload of a frame.
struct WorkerMessageWriter {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(512) }

  mutating func append(_ value: UInt64) { bytes.append(littleEndian: value) }

  mutating func append(_ text: String) {
    let utf8 = Array(text.utf8.prefix(65536))
    append(UInt64(utf8.count))
    bytes += utf8
  }
}

/// Takes numbers and texts out of the payload of a frame; nil where it has no more of them.
struct WorkerMessageReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  mutating func number() -> UInt64? {
    guard bytes.count >= 8 else { return nil }
    defer { bytes = bytes.dropFirst(8) }
    return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func text() -> String? {
    guard let count = number(), count <= UInt64(bytes.count) else { return nil }
    defer { bytes = bytes.dropFirst(Int(count)) }
    return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
  }
}

extension StreamDescription {
  /// The payload of a worker's first frame, with the number of events that the file has room for.
  func workerMessage(eventCount: UInt64) -> [UInt8] {
    var writer = WorkerMessageWriter()
    writer.append(eventCount)
    writer.append(format.rawValue)
    writer.append(variant)
    writer.append(UInt64(geometry?.width ?? 0))
    writer.append(UInt64(geometry?.height ?? 0))
    writer.append(geometryOrigin?.rawValue ?? "")
    writer.append(UInt64(metadata.count))
    for entry in metadata {
      writer.append(entry.key)
      writer.append(entry.value)
    }
    return writer.bytes
  }

  /// Reads the payload of a worker's first frame; nil where it is none.
  init?(workerMessage: ArraySlice<UInt8>, eventCount: inout UInt64) {
    var reader = WorkerMessageReader(workerMessage)
    guard let count = reader.number(), let format = reader.text().flatMap(EventFormat.init),
      let variant = reader.text(),
      let width = reader.number(), let height = reader.number(), let origin = reader.text(),
      let entries = reader.number(), entries <= 1024
    else { return nil }
    eventCount = count
    self.init(format: format, variant: variant)
    if width > 0 {
      guard (1...65535).contains(width), (1...65535).contains(height), let origin = GeometryOrigin(rawValue: origin)
      else { return nil }
      geometry = SensorGeometry(width: Int(width), height: Int(height))
      geometryOrigin = origin
    }
    for _ in 0..<entries {
      guard let key = reader.text(), let value = reader.text() else { return nil }
      metadata.append(Entry(key: key, value: value))
    }
  }
}

extension DecodingStatistics {
  var workerMessage: [UInt8] {
    var writer = WorkerMessageWriter()
    for value in [events, triggers, backwardSteps, suspicious, timeWraps] { writer.append(value) }
    for reason in SkipReason.allCases {
      writer.append(self[reason])
      writer.append(firstOffset(of: reason) ?? 0)
    }
    return writer.bytes
  }

  init?(workerMessage: ArraySlice<UInt8>) {
    var reader = WorkerMessageReader(workerMessage)
    self.init()
    guard let events = reader.number(), let triggers = reader.number(), let backwardSteps = reader.number(),
      let suspicious = reader.number(), let timeWraps = reader.number()
    else { return nil }
    self.events = events
    self.triggers = triggers
    self.backwardSteps = backwardSteps
    self.suspicious = suspicious
    self.timeWraps = timeWraps
    for reason in SkipReason.allCases {
      guard let count = reader.number(), let offset = reader.number() else { return nil }
      if count > 0 { skip(reason, at: offset, count: count) }
    }
  }
}

extension EventFormatError {
  var workerMessage: [UInt8] {
    var writer = WorkerMessageWriter()
    writer.append(code.rawValue)
    writer.append(message)
    writer.append(offset)
    return writer.bytes
  }

  init?(workerMessage: ArraySlice<UInt8>) {
    var reader = WorkerMessageReader(workerMessage)
    guard let code = reader.text().flatMap(Code.init), let message = reader.text(), let offset = reader.number() else {
      return nil
    }
    self.init(code, message, at: offset)
  }
}
