/// The upper 28 bits of the 34-bit time of EVT2, EVT2.1 and EVT4, and the wraps counted so far.
struct TimeHighCounter: Sendable {
  /// A smaller step back than this is disorder or a restart and is kept as it is.
  private let wrapThresholdMicroseconds: Int64
  private let origin: RAWTimeOrigin
  /// Bits 6...33 of the time as they were sent last; 0 before.
  private(set) var high: UInt32 = 0
  /// What is added to the 34-bit time: whole wraps and the shift to the time's origin.
  private var epochMicroseconds: Int64

  /// Time of the current base in microseconds; meaningless before the first one.
  private(set) var base: Int64 = 0

  private var hasBegun = false

  /// Whether a base has been received, and no bytes have been lost since.
  private(set) var isKnown = false

  init(wrapThresholdMicroseconds: Int64, origin: RAWTimeOrigin) {
    self.wrapThresholdMicroseconds = wrapThresholdMicroseconds
    self.origin = origin
    if case .absolute(let offsetMicroseconds) = origin {
      epochMicroseconds = offsetMicroseconds
    } else {
      epochMicroseconds = 0
    }
  }

  /// Takes over a new base; the lower 28 bits of `word` are time bits 6...33.
  ///
  /// - Returns: whether the time has wrapped.
  mutating func receive(_ word: UInt32) -> Bool {
    let newHigh = word & 0x0FFF_FFFF
    if !hasBegun, origin == .firstTimeBase { epochMicroseconds = -(Int64(newHigh) << 6) }
    // Before the first base `high` is 0, from where no step leads back.
    let hasWrapped = high > newHigh && Int64(high - newHigh) << 6 >= wrapThresholdMicroseconds
    if hasWrapped { epochMicroseconds &+= 1 << 34 }
    high = newHigh
    base = epochMicroseconds &+ Int64(newHigh) << 6
    hasBegun = true
    isKnown = true
    return hasWrapped
  }

  /// Forgets the base until the next one is received; the wraps counted stay.
  mutating func loseBase() { isKnown = false }
}
