/// Damages the bytes of a stream in a seeded way.
package struct ByteDamage: Sendable {
  /// The most bytes that come twice at a time.
  static let largestRepetition = 256

  /// How often each kind has been done.
  package private(set) var counts: [String: UInt64] = [:]

  private var schedule: DamageSchedule
  /// Apart from the schedule's, so that how the stream is cut does not change the order of draws.
  private var noise: SeededGenerator
  private var position: UInt64 = 0
  private var missing = 0
  private var garbled = 0
  private var recent: [UInt8] = []

  package init(_ rules: DamageRules) {
    noise = SeededGenerator(seed: rules.seed &+ 1)
    schedule = DamageSchedule(rules, kinds: [.lost, .repeated, .garbled, .stall, .close])
  }

  /// Appends what becomes of some bytes to `output`; a close drops all after it.
  package mutating func pass(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) -> DamageEffects {
    var effects = DamageEffects()
    let end = position + UInt64(bytes.count)
    var index = 0
    while !effects.closes {
      let fault = schedule.takeFault(before: end)
      let stop = fault.map { Int($0.position - min($0.position, position)) + index } ?? bytes.count
      copy(bytes, from: &index, to: max(min(stop, bytes.count), index), output: &output)
      guard let fault else { break }
      counts[fault.kind.rawValue, default: 0] += 1
      begin(fault.kind, &effects, &output)
    }
    position = end
    return effects
  }

  /// Damages one whole packet: how many times it is to be given, 0 where it is lost.
  mutating func passPacket(_ bytes: UnsafeMutableRawBufferPointer) -> (copies: Int, effects: DamageEffects) {
    var (copies, effects) = (1, DamageEffects())
    let end = position + UInt64(bytes.count)
    while let fault = schedule.takeFault(before: end) {
      counts[fault.kind.rawValue, default: 0] += 1
      switch fault.kind {
      case .lost: copies = 0
      case .repeated: copies *= 2
      case .garbled:
        for _ in 0..<Int.random(in: 1...64, using: &schedule.generator) where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &noise)] = UInt8.random(in: 0...255, using: &noise)
        }
      default:
        var unused: [UInt8] = []
        begin(fault.kind, &effects, &unused)
      }
    }
    position = end
    return (min(copies, 4), effects)
  }

  private mutating func begin(_ kind: DamageRules.Kind, _ effects: inout DamageEffects, _ output: inout [UInt8]) {
    switch kind {
    case .lost: missing = Int.random(in: 1...4096, using: &schedule.generator)
    case .repeated:
      let count = Int.random(in: 1...Self.largestRepetition, using: &schedule.generator)
      output.append(contentsOf: recent.suffix(count))
    case .garbled: garbled = Int.random(in: 1...64, using: &schedule.generator)
    case .stall: effects.stall(using: &schedule.generator)
    case .close: effects.closes = true
    case .gap, .jump: break
    }
  }

  private mutating func copy(
    _ bytes: UnsafeRawBufferPointer, from index: inout Int, to end: Int, output: inout [UInt8]
  ) {
    position += UInt64(end - index)
    let lost = min(missing, end - index)
    missing -= lost
    index += lost
    while garbled > 0, index < end {
      output.append(UInt8.random(in: 0...255, using: &noise))
      garbled -= 1
      index += 1
    }
    let kept = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
    output.append(contentsOf: kept)
    recent.append(contentsOf: kept.suffix(Self.largestRepetition))
    if recent.count > Self.largestRepetition { recent.removeFirst(recent.count - Self.largestRepetition) }
    index = end
  }
}
