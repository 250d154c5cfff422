/// The time of an EVT3 stream: 24 bits in two words, and the wraps counted so far.
struct EVT3Clock: Sendable {
  /// What is known of the time.
  enum Knowledge: Sendable {
    /// Nothing: no `TIME_HIGH` word has come yet, or none since bytes were lost.
    case nothing
    /// The upper half; before the lower half comes events count as at its start.
    case all
    /// The upper half, and what the lower half was before bytes were lost is unknown.
    case upperHalf
  }

  private let origin: RAWTimeOrigin
  private var hasLostBytes = false
  /// What is added to the 24-bit time: whole wraps and the shift to the time's origin.
  private var epochMicroseconds: Int64
  private(set) var knowledge = Knowledge.nothing
  /// The upper 12 bits of the time.
  private(set) var high: UInt16 = 0
  /// The lower 12 bits of the time.
  var low: UInt16 = 0
  /// The time at which `low` is 0.
  private(set) var base: Int64 = 0

  /// The time now.
  var time: Int64 { base &+ Int64(low) }

  init(origin: RAWTimeOrigin) {
    self.origin = origin
    if case .absolute(let offsetMicroseconds) = origin {
      epochMicroseconds = offsetMicroseconds
    } else {
      epochMicroseconds = 0
    }
  }

  /// Takes over the content of a `TIME_HIGH` word.
  ///
  /// - Returns: whether the time has wrapped.
  mutating func receive(high newHigh: UInt16) -> Bool {
    let isFirst = knowledge == .nothing && !hasLostBytes
    if isFirst, origin == .firstTimeBase {
      // The vendor's decoder starts one period early, so that its shifted times do not begin at 0.
      epochMicroseconds = -(Int64(max(newHigh, 1) - 1) << 12)
    }
    let hasWrapped = !isFirst && Int(high) - Int(newHigh) >= EVT3.wrapThreshold
    if hasWrapped { epochMicroseconds &+= EVT3.periodMicroseconds }
    // A lower half that belongs to another upper half would be up to 4 ms off. One that is sent again must stay.
    if newHigh != high || knowledge == .nothing { low = 0 }
    if knowledge == .nothing { knowledge = hasLostBytes ? .upperHalf : .all }
    high = newHigh
    base = epochMicroseconds &+ Int64(newHigh) << 12
    return hasWrapped
  }

  /// Takes over the content of a `TIME_LOW` word, even where it is smaller than the one before: sensors send one that is
  /// some microseconds too large and correct it at once.
  mutating func receive(low newLow: UInt16) {
    guard knowledge != .nothing else { return }
    low = newLow
    knowledge = .all
  }

  /// Forgets the time until both halves have come again; the wraps counted stay.
  mutating func loseTime() {
    hasLostBytes = hasLostBytes || knowledge != .nothing
    knowledge = .nothing
  }
}
