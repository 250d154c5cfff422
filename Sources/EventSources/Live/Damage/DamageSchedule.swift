import Glibc

/// Says where in a stream the next fault lies; a pure value, drawn from the seed alone.
struct DamageSchedule: Sendable {
  private let meanDistances: [(kind: DamageRules.Kind, distance: Double)]
  private var next: [Double]
  var generator: SeededGenerator

  /// Plans faults of some kinds.
  init(_ rules: DamageRules, kinds: [DamageRules.Kind]) {
    generator = SeededGenerator(seed: rules.seed)
    meanDistances = kinds.compactMap { kind in rules.meanDistances[kind].map { (kind, $0) } }
    next = []
    for (_, distance) in meanDistances { next.append(Self.distance(distance, &generator)) }
  }

  /// Whether there is anything to do at all.
  var isEmpty: Bool { meanDistances.isEmpty }

  /// Takes the first fault before `limit`, counted from the start of the stream; nil where there is none.
  mutating func takeFault(before limit: UInt64) -> (kind: DamageRules.Kind, position: UInt64)? {
    guard let index = next.indices.min(by: { next[$0] < next[$1] }), next[index] < Double(limit) else { return nil }
    let position = next[index]
    next[index] = position + Self.distance(meanDistances[index].distance, &generator)
    return (meanDistances[index].kind, UInt64(position))
  }

  /// A distance whose mean is given, at least 1.
  private static func distance(_ mean: Double, _ generator: inout SeededGenerator) -> Double {
    max(1, -log(1 - Double.random(in: 0..<1, using: &generator)) * mean)
  }
}
