/// When a live pipeline's inference would be done, as if it had run while the recording was made.
///
/// A timestep is computed once it has ended and the one before is done; none is dropped, so that a network slower than its
/// timesteps falls further and further behind.
public struct PublicationClock: Equatable, Sendable {
  /// When everything so far is done, in nanoseconds on the sensor's clock.
  public private(set) var nanoseconds = Int64.min

  /// Creates a clock before the first timestep.
  public init() {}

  /// Adds a computation that takes so long and can begin at a time on the sensor's clock.
  public mutating func compute(from beginMicroseconds: Int64, taking duration: Int64) {
    let (begin, overflow) = beginMicroseconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return }
    let (end, isLate) = max(nanoseconds, begin).addingReportingOverflow(max(duration, 0))
    nanoseconds = isLate ? .max : end
  }

  /// Begins anew, after a jump of the sensor's clock.
  public mutating func restart() { nanoseconds = .min }
}
