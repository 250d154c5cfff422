import Events

/// Events that show nothing, evenly spread over pixels and time.
struct SensorNoise {
  private let geometry: SensorGeometry
  private let perMicrosecond: Double
  private var random: SeededRandom
  /// The fraction of an event that is still owed.
  private var owed = 0.0

  init(geometry: SensorGeometry, hertz: Double, random: SeededRandom) {
    self.geometry = geometry
    self.random = random
    perMicrosecond = hertz * Double(geometry.width * geometry.height) / 1e6
  }

  /// Appends the noise of [start, start + duration).
  mutating func append(to events: inout [Event], start: Int64, duration: Int64) {
    // Twice a fraction, on average one: the count varies, and its mean is exact in the long run.
    owed += perMicrosecond * Double(duration) * 2 * random.fraction()
    while owed >= 1 {
      owed -= 1
      events.append(
        Event(
          time: start + Int64(random.index(below: Int(duration))), x: UInt16(random.index(below: geometry.width)),
          y: UInt16(random.index(below: geometry.height)), polarity: random.next() & 1 == 0 ? .off : .on))
    }
  }
}
