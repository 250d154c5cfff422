import Events

/// Drops events that no neighbour supports: background activity, which comes alone.
///
/// An event passes if one of the 8 pixels around its own had an event, passed or not, at most so long ago (Delbruck 2008,
/// "Frame-free dynamic digital vision"). A pixel does not support itself.
struct SupportFilter: Sendable {
  private let geometry: SensorGeometry
  private let period: UInt64
  /// When each pixel had its last event, with a border of one pixel that never has any; `Int64.min` for none yet.
  private var lastTimes: [Int64]

  /// Creates a filter; nil where everything passes.
  init?(microseconds: Int64, geometry: SensorGeometry) {
    guard microseconds > 0 else { return nil }
    self.geometry = geometry
    period = UInt64(microseconds)
    lastTimes = [Int64](repeating: .min, count: (geometry.width + 2) * (geometry.height + 2))
  }

  /// Filters events in place and gives how many have passed.
  mutating func apply(to events: UnsafeMutableBufferPointer<Event>) -> Int {
    let (geometry, period) = (geometry, period)
    let row = geometry.width + 2
    return lastTimes.withUnsafeMutableBufferPointer { lastTimes in
      var kept = 0
      for event in events {
        if geometry.contains(x: event.x, y: event.y) {
          let pixel = (Int(event.y) + 1) * row + Int(event.x) + 1
          let isSupported = Self.isSupported(event.time, at: pixel, row: row, within: period, lastTimes)
          lastTimes[pixel] = event.time
          guard isSupported else { continue }
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

  @inline(__always)
  private static func isSupported(
    _ time: Int64, at pixel: Int, row: Int, within period: UInt64, _ lastTimes: UnsafeMutableBufferPointer<Int64>
  ) -> Bool {
    let (above, below) = (pixel - row, pixel + row)
    return isNear(time, lastTimes[pixel - 1], period) || isNear(time, lastTimes[pixel + 1], period)
      || isNear(time, lastTimes[above - 1], period) || isNear(time, lastTimes[above], period)
      || isNear(time, lastTimes[above + 1], period) || isNear(time, lastTimes[below - 1], period)
      || isNear(time, lastTimes[below], period) || isNear(time, lastTimes[below + 1], period)
  }

  @inline(__always)
  private static func isNear(_ time: Int64, _ last: Int64, _ period: UInt64) -> Bool {
    last != .min && time.absoluteDistance(to: last) <= period
  }
}
