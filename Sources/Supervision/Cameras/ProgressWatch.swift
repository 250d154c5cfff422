/// Finds out whether a pipeline stands still although something waits for it.
///
/// A pure value: time comes in as a parameter, in nanoseconds of a clock that does not run backward.
package struct ProgressWatch {
  private let limitNanoseconds: Int64
  private var last: (timesteps: UInt64, windows: UInt64)?
  private var since: Int64 = 0

  /// Creates a watch.
  ///
  /// - Parameter limitNanoseconds: how long a pipeline may stand still.
  package init(limitNanoseconds: Int64) { self.limitNanoseconds = limitNanoseconds }

  /// Looks at a pipeline.
  ///
  /// - Parameters:
  ///   - timesteps: what it has processed so far.
  ///   - windows: what it has published so far.
  ///   - pending: what waits.
  /// - Returns: whether it makes progress, or has nothing to do.
  package mutating func makesProgress(timesteps: UInt64, windows: UInt64, pending: Int, atNanoseconds now: Int64)
    -> Bool
  {
    if pending == 0 || last == nil || last?.timesteps != timesteps || last?.windows != windows {
      last = (timesteps, windows)
      since = now
    }
    return now - since <= limitNanoseconds
  }
}
