/// Sees what `AdaptiveEngine` does in each timestep, operation by operation, and how long it takes.
package protocol OperationObserver: AnyObject {
  /// A clock's nanoseconds from any fixed moment on; called by all of the engine's threads, also at once.
  func nanoseconds() -> Int64

  /// Called on the thread that computes the step, once for each operation, in the order of computation.
  func observe(_ operation: ComputedOperation)
}
