import Timesteps

/// Numbers frames: `sequence` counts from 0 within a session, and every discontinuity of the stream begins another session.
package struct SessionCounter {
  private var session: UInt64
  private var sequence: UInt64 = 0
  private var hasBegun = false

  /// Creates a counter whose first session is `first`.
  package init(first: UInt64) { session = first }

  /// The numbers of the next frame.
  package mutating func next(after discontinuity: Discontinuity) -> (session: UInt64, sequence: UInt64) {
    if discontinuity != .none {
      if hasBegun { session &+= 1 }
      sequence = 0
    }
    hasBegun = true
    defer { sequence += 1 }
    return (session, sequence)
  }
}
