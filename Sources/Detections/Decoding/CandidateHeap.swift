/// Gives candidates in their order without sorting those that are never asked for; works in the storage it is given.
struct CandidateHeap {
  private let storage: UnsafeMutableBufferPointer<BoxCandidate>
  private var count: Int

  /// Arranges `storage` as a heap.
  init(arranging storage: UnsafeMutableBufferPointer<BoxCandidate>) {
    self.storage = storage
    count = storage.count
    for parent in stride(from: count / 2 - 1, through: 0, by: -1) { sink(parent) }
  }

  /// Removes and gives the first of the remaining candidates.
  mutating func popFirst() -> BoxCandidate? {
    guard count > 0 else { return nil }
    let first = storage[0]
    count -= 1
    if count > 0 {
      storage[0] = storage[count]
      sink(0)
    }
    return first
  }

  private func sink(_ start: Int) {
    let candidate = storage[start]
    var hole = start
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, storage[child + 1].precedes(storage[child]) { child += 1 }
      guard storage[child].precedes(candidate) else { break }
      storage[hole] = storage[child]
      hole = child
    }
    storage[hole] = candidate
  }
}
