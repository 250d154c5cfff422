import CSpikeKernels

/// A fixed team of threads that compute one thing together; worker 0 is the thread that calls.
final class WorkerTeam {
  /// The number of workers, at least 1.
  let count: Int
  private let team: OpaquePointer

  /// Starts the threads; as many as can be started where the system refuses some.
  init(workers: Int, pinned: Bool) {
    var wanted = max(workers, 1)
    while true {
      if let team = spike_team_create(wanted, pinned) {
        self.team = team
        count = wanted
        return
      }
      precondition(wanted > 1, "no memory for a team of workers")
      wanted -= 1
    }
  }

  deinit { spike_team_destroy(team) }

  /// Calls `body` once for each worker with `context`, and returns when all have returned.
  func run(_ context: UnsafeMutableRawPointer, _ body: @convention(c) (UnsafeMutableRawPointer?, Int) -> Void) {
    spike_team_run(team, body, context)
  }

  /// Within a run: waits until all workers are here.
  func barrier() { spike_team_barrier(team) }

  /// The part of `count` things that a worker takes: the same for every run.
  func share(of count: Int, worker: Int) -> Range<Int> {
    count * worker / self.count..<count * (worker + 1) / self.count
  }
}
