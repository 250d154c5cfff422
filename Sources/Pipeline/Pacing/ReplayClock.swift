/// Says when, on the host's clocks, a replayed recording would have delivered a moment of its sensor time.
///
/// A pure value: the host's time comes in as a parameter. The mapping is anchored at the first moment asked for and anchored
/// anew after a discontinuity, so that a gap in a recording is not waited for.
package struct ReplayClock {
  private let pace: ReplayPace
  private var anchor: (sensorMicroseconds: Int64, hostNanoseconds: Int64)?

  package init(pace: ReplayPace) { self.pace = pace }

  /// Starts the mapping: `sensorMicroseconds` was delivered at `hostNanoseconds`.
  package mutating func anchor(sensorMicroseconds: Int64, hostNanoseconds: Int64) {
    anchor = (sensorMicroseconds, hostNanoseconds)
  }

  /// The host time at which `sensorMicroseconds` is due; `now` where nothing is waited for.
  package func due(sensorMicroseconds: Int64, now: Int64) -> Int64 {
    guard case .factor(let factor) = pace, let anchor else { return now }
    let elapsed = Double(sensorMicroseconds &- anchor.sensorMicroseconds) * 1000 / factor
    guard elapsed.isFinite, abs(elapsed) < 4e18 else { return now }
    return anchor.hostNanoseconds &+ Int64(elapsed)
  }
}
