/// How many things happened per second, over the last stretch of time, in fixed memory.
///
/// Time is given by the caller, in nanoseconds of any clock that does not run backward; earlier times count as the latest.
public struct RateMeter: Sendable {
  private static let slotCount = 16

  private let slotNanoseconds: UInt64
  /// The current slot and the complete ones before it, by slot number modulo their number.
  private var slots = [UInt64](repeating: 0, count: slotCount)
  private var first: UInt64?
  private var latest: UInt64 = 0

  /// Creates a meter.
  ///
  /// - Parameter windowNanoseconds: the stretch that is averaged over, at least 16; 1 s by default.
  public init(windowNanoseconds: UInt64 = 1_000_000_000) {
    precondition(windowNanoseconds >= UInt64(Self.slotCount))
    slotNanoseconds = windowNanoseconds / UInt64(Self.slotCount)
  }

  /// Notes that `amount` things happened at a time.
  public mutating func add(_ amount: UInt64, atNanoseconds time: UInt64) {
    advance(to: time)
    slots[slot(latest)] &+= amount
  }

  /// The rate at a time; 0 before anything happened.
  ///
  /// In the beginning the time since the first call counts, but at least a sixteenth of the stretch, so that the first thing
  /// does not look like an infinite rate.
  public mutating func perSecond(atNanoseconds time: UInt64) -> Double {
    guard let first else { return 0 }
    advance(to: time)
    let slotNumber = latest / slotNanoseconds
    let oldestSlot = slotNumber - min(slotNumber, UInt64(Self.slotCount - 1))
    let covered = latest - max(oldestSlot * slotNanoseconds, first)
    let total = slots.reduce(0, &+)
    return Double(total) * 1e9 / Double(max(covered, slotNanoseconds))
  }

  private mutating func advance(to time: UInt64) {
    if first == nil {
      first = time
      latest = time
    }
    guard time > latest else { return }
    let passed = time / slotNanoseconds - latest / slotNanoseconds
    for offset in 0..<min(passed, UInt64(Self.slotCount)) {
      slots[slot(time - offset * slotNanoseconds)] = 0
    }
    latest = time
  }

  private func slot(_ time: UInt64) -> Int { Int(time / slotNanoseconds % UInt64(Self.slotCount)) }
}
