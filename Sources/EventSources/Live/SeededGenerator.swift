import SceneSimulator

/// Random numbers from a seed, or the system's where there is none.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var seeded: SeededRandom?
  private var system = SystemRandomNumberGenerator()

  init(seed: UInt64?) { seeded = seed.map(SeededRandom.init(seed:)) }

  mutating func next() -> UInt64 { seeded?.next() ?? system.next() }
}
