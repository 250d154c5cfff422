import EventFormats
import Events

/// The index of a Metavision file's events or triggers.
final class IndexDataset {
  private static let chunkElements = 16384

  private let dataset: ChunkedDataset
  private let file: HDF5File
  private let path: String
  private var index: TimeIndex?

  /// Makes an empty index.
  init(_ path: String, in file: HDF5File) throws(EventFormatError) {
    let type = try RecordType.index()
    dataset = try ChunkedDataset(path, in: file, type: type.identifier, chunkElements: Self.chunkElements)
    self.file = file
    self.path = path
  }

  /// Takes account of the next event or trigger.
  func add(event: UInt64, time: Int64) throws(EventFormatError) {
    if index == nil {
      index = TimeIndex(periodMicroseconds: MetavisionHDF5Writer.indexPeriodMicroseconds, start: time)
      try file.setAttribute("offset", of: path, to: String(0 &- time))
    }
    index?.add(event: event, time: time)
    while let index, index.entries.count >= Self.chunkElements { try write(Self.chunkElements) }
  }

  /// Takes account of the next events, the first of which has the number `first`.
  func add(_ events: [Event], first: UInt64) throws(EventFormatError) {
    guard let event = events.first else { return }
    try add(event: first, time: event.time)
    index?.add(events, first: first)
    while let index, index.entries.count >= Self.chunkElements { try write(Self.chunkElements) }
  }

  /// Writes what is left.
  func finish() throws(EventFormatError) {
    if let index, !index.entries.isEmpty { try write(index.entries.count) }
  }

  private func write(_ count: Int) throws(EventFormatError) {
    guard let index else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.chunkElements * 16)
    for entry in index.entries.prefix(count) {
      bytes.append(littleEndian: entry.event)
      bytes.append(littleEndian: entry.time)
    }
    // Chunks without a filter are whole chunks.
    bytes.append(contentsOf: repeatElement(0, count: (Self.chunkElements - count) * 16))
    try dataset.write(bytes, elements: count, isFiltered: true)
    self.index?.removeFirst(count)
  }
}
