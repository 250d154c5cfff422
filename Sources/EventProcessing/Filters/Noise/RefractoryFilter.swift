import Events

/// Drops events that come too soon after the last one of their pixel that has passed.
struct RefractoryFilter: Sendable {
  private let geometry: SensorGeometry
  private let period: UInt64
  /// When each pixel had its last event that passed; `Int64.min` for none yet.
  private var lastTimes: [Int64]

  /// Creates a filter; nil where everything passes.
  init?(microseconds: Int64, geometry: SensorGeometry) {
    guard microseconds > 0 else { return nil }
    self.geometry = geometry
    period = UInt64(microseconds)
    lastTimes = [Int64](repeating: .min, count: geometry.width * geometry.height)
  }

  /// Filters events in place and gives how many have passed.
  mutating func apply(to events: UnsafeMutableBufferPointer<Event>) -> Int {
    let (geometry, period) = (geometry, period)
    return lastTimes.withUnsafeMutableBufferPointer { lastTimes in
      var kept = 0
      for event in events {
        if geometry.contains(x: event.x, y: event.y) {
          let pixel = Int(event.y) * geometry.width + Int(event.x)
          let last = lastTimes[pixel]
          // Late events are as far from it as early ones.
          guard last == .min || event.time.absoluteDistance(to: last) >= period else { continue }
          lastTimes[pixel] = event.time
        }
        events[kept] = event
        kept += 1
      }
      return kept
    }
  }

  /// Forgets all times.
  mutating func begin() {
    for index in lastTimes.indices { lastTimes[index] = .min }
  }
}
