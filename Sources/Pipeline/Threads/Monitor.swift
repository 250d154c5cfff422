import Glibc

/// A mutex with one condition variable, for hand-overs between dedicated threads.
///
/// The condition waits on the monotonic clock, so that setting the system's time moves no deadline.
///
/// `@unchecked Sendable`: both members are pointers to objects that POSIX makes safe to use from any thread; they are
/// created in `init`, destroyed in `deinit` and never replaced.
package final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  package init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` with the mutex held.
  package func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Waits until woken; call it with the mutex held and test the condition again afterwards.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// Waits until woken or until the monotonic clock reaches `deadlineNanoseconds`; false once the deadline has passed.
  package func wait(untilMonotonicNanoseconds deadlineNanoseconds: Int64) -> Bool {
    var deadline = timespec(
      tv_sec: Int(deadlineNanoseconds / 1_000_000_000), tv_nsec: Int(deadlineNanoseconds % 1_000_000_000))
    return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
  }

  /// Wakes every waiting thread.
  package func broadcast() { pthread_cond_broadcast(condition) }
}
