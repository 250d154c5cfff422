import Events
import EventFormats

/// Reads `/CD/events` of Metavision files whose chunks are ECF.
final class ECFEventReader: EventRunReader {
  /// How many chunks in a row may be absent or damaged before the rest is given up.
  private static let maximumAbsentChunks = 1024

  private(set) var position: UInt64 = 0
  private(set) var firstProblem: String?

  private let dataset: HDF5Dataset
  private let chunkElements: Int
  private var nextChunk: UInt64 = 0
  private var absentChunks = 0
  private var stored = ByteStore()
  private var decoder = ECFDecoder()
  /// Where a chunk goes that does not fit into the caller's room, and which of its events are still to be given.
  private let spill = UnsafeMutableBufferPointer<Event>.allocate(capacity: ECF.maximumEventCount)
  private var spilled = 0..<0

  /// Creates a reader of a dataset whose chunks are ECF over the vendor's records.
  init(_ dataset: consuming HDF5Dataset) {
    chunkElements = if case .chunked(let elements) = dataset.layout { elements } else { 1 }
    self.dataset = dataset
  }

  var count: UInt64 { dataset.count }
  var chunkMemory: UInt64 { dataset.chunkMemory }

  deinit { spill.deallocate() }

  func read(into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics) -> EventRun? {
    if spilled.isEmpty {
      guard nextChunk < dataset.count else { return nil }
      if let run = readChunk(into: room, &statistics) {
        position += UInt64(run.count)
        return run
      }
    }
    let count = min(spilled.count, room.count)
    if count > 0 {
      room.baseAddress?.update(from: spill.baseAddress.unsafelyUnwrapped + spilled.lowerBound, count: count)
    }
    spilled = (spilled.lowerBound + count)..<spilled.upperBound
    position += UInt64(count)
    return EventRun(count: count)
  }

  /// Reads one chunk into `room`; nil where its events went to the spill.
  private func readChunk(
    into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics
  ) -> EventRun? {
    // A chunk may hold more events than the dataset has left: those behind its extent are not part of it.
    let expected = Int(min(UInt64(chunkElements), dataset.count - nextChunk))
    let start = nextChunk
    nextChunk += UInt64(expected)
    position = start
    do {
      guard let chunk = try dataset.readStoredChunk(at: start, into: &stored) else {
        absent(.truncated, expected, at: start, "the file has no chunk at event \(start)", &statistics)
        return EventRun(count: 0)
      }
      let bytes = UnsafeRawBufferPointer(start: stored.base, count: chunk.size)
      let isStoredAsIs = chunk.filterMask & 1 == 1
      let found = isStoredAsIs ? chunk.size / EventRecord.metavisionSize : try ECFDecoder.eventCount(of: bytes.bytes)
      let fits = found <= room.count
      let target = fits ? room : spill
      guard found <= target.count else {
        throw EventFormatError(.damaged, "chunk of \(found) events", at: 0)
      }
      if isStoredAsIs {
        EventRecord.copyMetavision(bytes, count: found, into: target)
      } else {
        _ = try decoder.decode(bytes.bytes, into: target)
      }
      absentChunks = 0
      let count = min(found, expected)
      if count < expected {
        skip(
          .truncated, expected - count, at: start + UInt64(count), "chunk at event \(start) holds \(found) events",
          &statistics)
      }
      spilled = fits ? 0..<0 : 0..<count
      guard fits else { return nil }
      return isStoredAsIs
        ? EventRun(count: count) : EventRun(count: count, largestPixel: decoder.largestPixel, isAscending: true)
    } catch {
      absent(.malformed, expected, at: start, "chunk at event \(start): \(error)", &statistics)
      return EventRun(count: 0)
    }
  }

  private func absent(
    _ reason: SkipReason, _ count: Int, at event: UInt64, _ problem: String, _ statistics: inout DecodingStatistics
  ) {
    skip(reason, count, at: event, problem, &statistics)
    absentChunks += 1
    if absentChunks == Self.maximumAbsentChunks, nextChunk < dataset.count {
      statistics.skip(.truncated, at: nextChunk, count: dataset.count - nextChunk)
      nextChunk = dataset.count
    }
  }

  private func skip(
    _ reason: SkipReason, _ count: Int, at event: UInt64, _ problem: String, _ statistics: inout DecodingStatistics
  ) {
    if firstProblem == nil { firstProblem = problem }
    statistics.skip(reason, at: event, count: UInt64(count))
  }
}
