import EventFormats

/// Reads a dataset's elements from first to last, a chunk at a time.
final class ElementReader {
  /// How many elements one read of a dataset without chunks takes.
  private static let contiguousRun = 65536
  /// How many chunks in a row may be absent or damaged before the rest is given up.
  private static let maximumAbsentChunks = 1024

  let dataset: HDF5Dataset
  /// The number of the next element.
  private(set) var position: UInt64 = 0
  /// How many elements from `position` on are loaded, or known to be absent.
  private(set) var available = 0
  /// Why those elements are absent; nil where they are there.
  private(set) var absence: SkipReason?
  /// What was wrong with the first chunk that could not be read.
  private(set) var firstProblem: String?

  private var pipeline: FilterPipeline
  private var stored = ByteStore()
  private var loaded: UnsafeRawPointer
  private var absentChunks = 0

  init(_ dataset: consuming HDF5Dataset) throws(EventFormatError) {
    pipeline = try FilterPipeline(dataset.filters, elementSize: dataset.elementSize, path: dataset.path)
    self.dataset = dataset
    loaded = UnsafeRawPointer(stored.base)
  }

  /// The elements that are left, whether there or absent.
  var remaining: UInt64 { dataset.count - position }

  /// The next element, where `available` is not 0 and `absence` is nil.
  var elements: UnsafeRawPointer { loaded }

  /// Loads more elements where none are available; `available` stays 0 at the end only.
  func load() {
    guard available == 0, remaining > 0 else { return }
    do throws(EventFormatError) {
      switch dataset.layout {
      case .contiguous:
        let count = Int(min(UInt64(Self.contiguousRun), remaining))
        try dataset.readElements(from: position, count: count, into: &stored)
        loaded = UnsafeRawPointer(stored.base)
        present(count)
      case .chunked(let chunkElements):
        try loadChunk(of: chunkElements)
      }
    } catch {
      absent(.malformed, error.message)
    }
  }

  /// Moves on by some of the available elements.
  func consume(_ count: Int) {
    position += UInt64(count)
    available -= count
    if absence == nil { loaded += count * dataset.elementSize }
  }

  private func loadChunk(of chunkElements: Int) throws(EventFormatError) {
    guard let chunk = try dataset.readStoredChunk(at: position, into: &stored) else {
      absent(.truncated, "the file has no chunk at element \(position) of \(dataset.path)")
      return
    }
    do throws(EventFormatError) {
      loaded = try pipeline.decode(
        UnsafeRawBufferPointer(start: stored.base, count: chunk.size), mask: chunk.filterMask,
        size: chunkElements * dataset.elementSize)
      present(Int(min(UInt64(chunkElements), remaining)))
    } catch {
      absent(.malformed, "chunk at element \(position) of \(dataset.path): \(error.message)")
    }
  }

  private func present(_ count: Int) {
    available = count
    absence = nil
    absentChunks = 0
  }

  private func absent(_ reason: SkipReason, _ problem: String) {
    if firstProblem == nil { firstProblem = problem }
    absence = reason
    absentChunks += 1
    let count: UInt64 =
      if case .chunked(let elements) = dataset.layout, absentChunks < Self.maximumAbsentChunks {
        min(UInt64(elements), remaining)
      } else {
        remaining
      }
    available = Int(min(count, UInt64(Int.max)))
  }
}
