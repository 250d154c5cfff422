import Events

/// Drops the events of hot pixels: of those that are given, or of those that it learns at the beginning of a stream.
///
/// While it learns, everything passes and is counted. A pixel is hot if it then has more events than five standard deviations
/// above the mean of all pixels, and at least ten; the criterion is that of the hot pixel filter of Scheerlinck's dvs_tools.
/// What has been learnt stays when a stream begins anew: it is a property of the sensor.
struct HotPixelFilter: Sendable {
  private static let deviations = 5.0
  private static let fewestEvents: UInt32 = 10

  /// The hot pixels in the order of rows; nil while they are being learnt.
  private(set) var hotPixels: [PixelPosition]?

  private let geometry: SensorGeometry
  private let population: Int
  private let periodMicroseconds: UInt64
  private var isHot: [Bool]
  private var counts: [UInt32]
  private var start: Int64?

  /// Creates a filter; nil where no pixel can be hot.
  ///
  /// - Parameter population: the pixels that can have events, which the mean is taken over.
  init?(_ rule: HotPixelRule, geometry: SensorGeometry, population: Int) {
    let pixels = geometry.width * geometry.height
    self.geometry = geometry
    self.population = max(1, population)
    switch rule {
    case .off: return nil
    case .learn(let period):
      periodMicroseconds = UInt64(max(1, period))
      isHot = [Bool](repeating: false, count: pixels)
      counts = [UInt32](repeating: 0, count: pixels)
    case .known(let known):
      periodMicroseconds = 0
      isHot = [Bool](repeating: false, count: pixels)
      counts = []
      for pixel in known where geometry.contains(x: pixel.x, y: pixel.y) {
        isHot[Int(pixel.y) * geometry.width + Int(pixel.x)] = true
      }
      hotPixels = positions()
    }
  }

  /// Filters events in place and gives how many have passed.
  mutating func apply(to events: UnsafeMutableBufferPointer<Event>) -> Int {
    let first = hotPixels == nil ? learn(events) : 0
    guard let hotPixels, !hotPixels.isEmpty else { return events.count }
    let geometry = geometry
    return isHot.withUnsafeBufferPointer { isHot in
      var kept = first
      for index in first..<events.count {
        let event = events[index]
        if geometry.contains(x: event.x, y: event.y), isHot[Int(event.y) * geometry.width + Int(event.x)] { continue }
        events[kept] = event
        kept += 1
      }
      return kept
    }
  }

  /// Lets the learning begin anew where it has not ended.
  mutating func begin() {
    guard hotPixels == nil, start != nil else { return }
    start = nil
    for index in counts.indices { counts[index] = 0 }
  }

  /// Counts events up to the end of the period, and gives the index of the first one after it.
  private mutating func learn(_ events: UnsafeMutableBufferPointer<Event>) -> Int {
    for index in events.indices {
      let event = events[index]
      let start = start ?? event.time
      self.start = start
      if event.time >= start, event.time.absoluteDistance(to: start) >= periodMicroseconds {
        decide()
        return index
      }
      guard geometry.contains(x: event.x, y: event.y) else { continue }
      let pixel = Int(event.y) * geometry.width + Int(event.x)
      if counts[pixel] < .max { counts[pixel] += 1 }
    }
    return events.count
  }

  private mutating func decide() {
    var (sum, squares) = (0.0, 0.0)
    for count in counts {
      sum += Double(count)
      squares += Double(count) * Double(count)
    }
    let mean = sum / Double(population)
    let deviation = max(0, squares / Double(population) - mean * mean).squareRoot()
    let limit = mean + Self.deviations * deviation
    for index in counts.indices {
      isHot[index] = counts[index] >= Self.fewestEvents && Double(counts[index]) > limit
    }
    counts = []
    hotPixels = positions()
  }

  private func positions() -> [PixelPosition] {
    isHot.indices.filter { isHot[$0] }.map { index in
      PixelPosition(x: UInt16(index % geometry.width), y: UInt16(index / geometry.width))
    }
  }
}
