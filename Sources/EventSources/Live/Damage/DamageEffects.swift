/// What damage does besides changing bytes or events, once these have been given.
package struct DamageEffects: Equatable, Sendable {
  /// How long nothing is to come.
  package private(set) var stallNanoseconds: Int64 = 0
  /// Whether the connection, or a recording's session, is to end.
  package var closes = false

  /// Lets nothing come for a further 0.1 to 2 s.
  mutating func stall(using generator: inout some RandomNumberGenerator) {
    stallNanoseconds += Int64.random(in: 100_000_000...2_000_000_000, using: &generator)
  }
}
