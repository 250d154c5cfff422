/// The arithmetic of timestep boundaries: which timestep is open, and what an event's time means for it.
///
/// Distances are unsigned 64-bit, so that any two times have an exact distance and nothing overflows near the ends of `Int64`.
struct TimestepClock {
  /// What becomes of an event.
  enum Placement: Equatable {
    /// It belongs to the open timestep.
    case inside
    /// It is a little older than the open timestep and is laid into it.
    case late
    /// It is too old.
    case tooOld
    /// It belongs to a timestep that was closed by the passing of time, or is older.
    case closed
    /// It belongs to a later timestep.
    case beyond
    /// Time has jumped back.
    case restart
  }

  private let length: UInt64
  private let phase: Int64?
  private let disorderLimit: UInt64
  private let gapLimit: UInt64
  private let emptyLimit: UInt64
  let restartLimit: Int64

  /// First microsecond of the open timestep.
  private(set) var start: Int64 = 0
  /// Microseconds from `start` to the next boundary: the timestep's length, except where Int64 begins inside the timestep.
  private(set) var span: UInt64
  /// The latest event time so far, at least `start` but where timesteps were closed by the passing of time since.
  private(set) var latest: Int64 = 0

  init(rules: SlicingRules) {
    length = UInt64(rules.timestepMicroseconds)
    span = length
    phase = rules.phaseMicroseconds
    disorderLimit = UInt64(rules.disorderLimitMicroseconds)
    gapLimit = UInt64(rules.gapLimitMicroseconds)
    emptyLimit = UInt64(rules.emptyTimestepLimit)
    restartLimit = rules.restartLimitMicroseconds
  }

  /// First microsecond after the open timestep, or the last representable one.
  var end: Int64 {
    let distanceToLast = UInt64(bitPattern: Int64.max &- start)
    return span > distanceToLast ? .max : start &+ Int64(bitPattern: span)
  }

  /// Opens the first timestep of a stretch of time, at an event.
  mutating func open(at time: Int64) {
    latest = time
    span = length
    guard let phase else {
      start = time
      return
    }
    let length = Int64(bitPattern: self.length)
    let timeRemainder = Self.remainder(time, length)
    let phaseRemainder = Self.remainder(phase, length)
    let back =
      timeRemainder >= phaseRemainder ? timeRemainder &- phaseRemainder : length &- (phaseRemainder &- timeRemainder)
    let room = UInt64(bitPattern: time &- Int64.min)
    if UInt64(bitPattern: back) <= room {
      start = time &- back
    } else {
      start = .min
      span = self.length - (UInt64(bitPattern: back) - room)
    }
  }

  /// Notes the latest time among events that were placed inside the open timestep.
  mutating func advanceLatest(to time: Int64) { latest = max(latest, time) }

  /// What an event's time means for the open timestep.
  func place(_ time: Int64) -> Placement {
    if time < latest, UInt64(bitPattern: latest &- time) > UInt64(bitPattern: restartLimit) { return .restart }
    if time < start {
      // By its events alone the stream would not have come to the open timestep yet.
      if latest < start { return .closed }
      return UInt64(bitPattern: start &- time) <= disorderLimit ? .late : .tooOld
    }
    return UInt64(bitPattern: time &- start) < span ? .inside : .beyond
  }

  /// Opens the timestep that follows the open one on the way to a time beyond it: the next one, or where the jump is a gap
  /// the one that holds `time`.
  mutating func advance(towards time: Int64) -> Discontinuity {
    // `time` is beyond, so the next boundary is at most `time` and can be represented.
    let next = start &+ Int64(bitPattern: span)
    let empty = UInt64(bitPattern: time &- next) / length
    // Time that is known to have passed without events is no part of a gap.
    let known = max(latest, start)
    let isGap = empty >= 1 && (empty > emptyLimit || UInt64(bitPattern: time &- known) > gapLimit)
    let skipped = isGap ? empty * length : 0
    start = next &+ Int64(bitPattern: skipped)
    span = length
    latest = max(latest, start)
    return isGap ? .gap(skippedMicroseconds: skipped) : .none
  }

  /// Whether the open timestep ends at `time` or before.
  func ends(by time: Int64) -> Bool { time < .max && end <= time }

  /// Opens the timestep that follows the open one, which has ended by what is known of time.
  mutating func advanceWithoutEvent() {
    start = start &+ Int64(bitPattern: span)
    span = length
  }

  /// The remainder of a division that rounds down, 0..<`divisor`.
  private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
