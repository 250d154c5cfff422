import CHDF5
import Glibc

/// The state of libhdf5 in this process.
///
/// The library keeps global state, and not every build of it may be entered by several threads at once: everything that calls
/// it does so inside `withLock`.
package enum HDF5Library {
  /// Runs `body` while no other thread is inside libhdf5, with plugin loading and printing of errors switched off; may be
  /// called inside itself.
  package static func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.enter()
    defer { lock.leave() }
    _ = prepared
    // Some builds keep what they print for each thread.
    H5Eset_auto2(saccade_h5e_default(), nil, nil)
    return try body()
  }

  private static let lock = RecursiveLock()

  /// Evaluated once, before the first call of anything else in the library.
  private static let prepared: Bool = {
    // A plugin is foreign code named by the file: never load one.
    H5open() >= 0 && H5PLset_loading_state(0) >= 0
  }()
}

/// A lock that its holder may take again.
///
/// It holds nothing but a pthread mutex, which is made for use by several threads; hence `Sendable`.
private final class RecursiveLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() {
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func enter() { pthread_mutex_lock(mutex) }
  func leave() { pthread_mutex_unlock(mutex) }
}
