/// How long each worker of a team takes for an operation.
///
/// There are two slots by turns: one operation's times are read while the next one's are written, and no worker is ever two
/// operations ahead of another.
struct WorkerStopwatch: ~Copyable {
  /// Workers' numbers lie this far apart, so that no two write to one cache line.
  private static let step = 16

  private let workers: Int
  private let times: UnsafeMutablePointer<Int64>

  /// Creates one for a number of workers.
  init(workers: Int) {
    self.workers = workers
    times = .allocate(capacity: 2 * workers * Self.step)
    times.initialize(repeating: 0, count: 2 * workers * Self.step)
  }

  deinit { times.deallocate() }

  /// Notes a worker's time for an operation.
  func note(_ nanoseconds: Int64, _ worker: Int, slot: Int) {
    times[(slot % 2 * workers + worker) * Self.step] = nanoseconds
  }

  /// The longest time of any worker.
  func longest(slot: Int) -> Int64 {
    (0..<workers).reduce(0) { max($0, times[(slot % 2 * workers + $1) * Self.step]) }
  }
}
