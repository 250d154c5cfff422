import CSpikeKernels
import Synchronization

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

  /// Does each of several things once, on whichever worker is free; throws the error of the first one that failed.
  ///
  /// `body` runs on several threads at once, and must not change what another call of it uses.
  func forEach(in things: Range<Int>, _ body: (Int) throws -> Void) throws {
    try withoutActuallyEscaping(body) { body in
      let work = SharedWork(things: things, body: body)
      run(Unmanaged.passUnretained(work).toOpaque()) { context, _ in
        guard let context else { return }
        Unmanaged<SharedWork>.fromOpaque(context).takeUnretainedValue().work()
      }
      if let failure = work.failure.withLock({ $0 }) { throw failure.error }
    }
  }
}

/// Things that workers take one by one.
private final class SharedWork {
  struct Failure {
    var thing: Int
    var error: any Error
  }

  let failure = Mutex<Failure?>(nil)
  private let next: Atomic<Int>
  private let end: Int
  private let body: (Int) throws -> Void

  init(things: Range<Int>, body: @escaping (Int) throws -> Void) {
    next = Atomic(things.lowerBound)
    end = things.upperBound
    self.body = body
  }

  func work() {
    while true {
      let thing = next.add(1, ordering: .relaxed).oldValue
      guard thing < end else { return }
      do { try body(thing) } catch {
        failure.withLock { failure in
          if failure.map({ thing < $0.thing }) ?? true { failure = Failure(thing: thing, error: error) }
        }
      }
    }
  }
}
