import Events
import SceneSimulator
import Testing

/// What the pixels make of light that a test shows them.
@Suite struct EventSensorTests {
  private static let geometry = SensorGeometry(width: 64, height: 64)
  private static let pixelCount = 64 * 64

  /// Pixels that are all alike, without noise, leak or lag.
  private static var plain: PixelModel {
    PixelModel(
      thresholdOn: 0.2, thresholdOff: 0.25, thresholdMismatch: 0, refractoryMicroseconds: 1, bandwidthHertz: 1e6,
      darkBandwidthHertz: 1e6, leakHertz: 0, noiseHertz: 0, hotPixels: 0)
  }

  /// Shows all pixels the same luminance, a function of microseconds, every `step` microseconds.
  private func events(
    _ model: PixelModel, seconds: Double, step: Int = 1024, luminance: (Double) -> Double
  ) -> [Event] {
    let sensor = EventSensor(grid: TileGrid(geometry: Self.geometry), model: model, seed: 11)
    func show(_ value: Double, _ body: (UnsafePointer<Float>) -> Void) {
      [Float](repeating: Float(value), count: TileGrid.pixels).withUnsafeBufferPointer {
        if let base = $0.baseAddress { body(base) }
      }
    }
    for tile in 0..<sensor.grid.count { show(luminance(0)) { sensor.settle(tile: tile, luminance: $0) } }
    var events: [Event] = []
    var start: Int64 = 0
    while Double(start) < seconds * 1e6 {
      for offset in stride(from: 0, to: EventSensor.stretchMicroseconds, by: step) {
        show(luminance(Double(start) + Double(offset + step))) { light in
          for tile in 0..<sensor.grid.count {
            sensor.update(tile: tile, luminance: light, start: offset, end: offset + step)
          }
        }
      }
      sensor.endStretch(start: start, before: Int64(seconds * 1e6), events: &events)
      start += Int64(EventSensor.stretchMicroseconds)
    }
    return events
  }

  private func ramp(from low: Double, perSecond rate: Double) -> (Double) -> Double {
    { low * ElementaryFunctions.exponential(rate * $0 / 1e6) }
  }

  @Test func aRampGivesAnEventForEveryThreshold() {
    let rising = events(Self.plain, seconds: 0.5, luminance: ramp(from: 0.5, perSecond: 4))
    // A log intensity that rises by 1.997 with the dark current, at a threshold of 0.2 from somewhere between two events.
    #expect(abs(Double(rising.count) / Double(Self.pixelCount) - 9.48) < 0.1)
    #expect(rising.allSatisfy { $0.polarity == .on })
    let falling = events(Self.plain, seconds: 0.5, luminance: ramp(from: 0.5, perSecond: -4))
    #expect(abs(Double(falling.count) / Double(Self.pixelCount) - 7.37) < 0.1)
    #expect(falling.allSatisfy { $0.polarity == .off })
    #expect(zip(rising, rising.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test func eventsComeWhenTheThresholdIsCrossedHoweverSeldomPixelsAreShownLight() {
    let often = events(Self.plain, seconds: 0.3, step: 128, luminance: ramp(from: 0.5, perSecond: 4))
    let seldom = events(Self.plain, seconds: 0.3, step: 4096, luminance: ramp(from: 0.5, perSecond: 4))
    #expect(abs(often.count - seldom.count) < Self.pixelCount / 50)
    func meanTime(_ events: [Event]) -> Double { events.reduce(0) { $0 + Double($1.time) } / Double(events.count) }
    #expect(abs(meanTime(often) - meanTime(seldom)) < 500)
  }

  @Test(arguments: [0.03, 0.1]) func thresholdsDifferFromPixelToPixel(mismatch: Double) {
    var model = Self.plain
    model.thresholdMismatch = mismatch
    let found = events(model, seconds: 2, luminance: ramp(from: 0.1, perSecond: 4))
    // The time between the first and the last event of a pixel, over their number, tells its threshold.
    var first = [Int64](repeating: -1, count: Self.pixelCount)
    var last = first
    var counts = [Int](repeating: 0, count: Self.pixelCount)
    for event in found {
      let pixel = Int(event.y) * 64 + Int(event.x)
      if counts[pixel] == 0 { first[pixel] = event.time }
      last[pixel] = event.time
      counts[pixel] += 1
    }
    let thresholds = (0..<Self.pixelCount).map { 4e-6 * Double(last[$0] - first[$0]) / Double(counts[$0] - 1) }
    let mean = thresholds.reduce(0, +) / Double(thresholds.count)
    let variance = thresholds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(thresholds.count)
    #expect(abs(mean - 0.2) < 0.003)
    #expect(abs(variance.squareRoot() / mean - mismatch) < mismatch * 0.1)
  }

  @Test func noPixelFiresWithinItsRefractoryTime() {
    var model = Self.plain
    model.refractoryMicroseconds = 3_000
    model.noiseHertz = 20
    // Light that goes up and down 50 times a second by a factor of 3.
    let found = events(model, seconds: 0.4, step: 512) {
      0.3 + 0.15 * ElementaryFunctions.sine($0 * 2 * Double.pi * 50 / 1e6)
    }
    var last = [Int64](repeating: -1_000_000, count: Self.pixelCount)
    for event in found {
      let pixel = Int(event.y) * 64 + Int(event.x)
      // Times are whole microseconds.
      #expect(event.time - last[pixel] >= 2_999)
      last[pixel] = event.time
    }
    var quick = model
    quick.refractoryMicroseconds = 100
    let more = events(quick, seconds: 0.4, step: 512) {
      0.3 + 0.15 * ElementaryFunctions.sine($0 * 2 * Double.pi * 50 / 1e6)
    }
    #expect(more.count > found.count)
  }

  @Test func darkPixelsAreSlow() {
    var model = Self.plain
    model.bandwidthHertz = 1_000
    model.darkBandwidthHertz = 10
    // Light jumps by a factor of 4: the mean time of the events tells the time constant.
    func lag(_ level: Double) -> Double {
      let found = events(model, seconds: 0.3, step: 64) { $0 <= 0 ? level : level * 4 }
      return found.reduce(0) { $0 + Double($1.time) } / Double(found.count)
    }
    let bright = lag(0.25)
    let dark = lag(0.0025)
    // The cut-off frequencies after the jump are 1010 and 20 Hz.
    #expect(bright > 50 && bright < 300)
    #expect(abs(dark / bright / (1010.0 / 20) - 1) < 0.35)
  }

  @Test func slowPixelsSeeNoFlicker() {
    var model = Self.plain
    let flicker: (Double) -> Double = { 0.01 * (1 + 0.4 * ElementaryFunctions.sine($0 * 2 * Double.pi * 100 / 1e6)) }
    #expect(events(model, seconds: 0.2, step: 512, luminance: flicker).count > 20 * Self.pixelCount)
    model.bandwidthHertz = 100
    model.darkBandwidthHertz = 5
    #expect(events(model, seconds: 0.2, step: 512, luminance: flicker).isEmpty)
  }

  @Test func leakGivesOnEventsAtItsRate() {
    var model = Self.plain
    model.leakHertz = 2
    let found = events(model, seconds: 3) { _ in 0.3 }
    // Pixels begin somewhere between two events; after a second that no longer matters.
    let settled = found.count { $0.time >= 1_000_000 }
    #expect(abs(Double(settled) / Double(Self.pixelCount) / 2 / 2 - 1) < 0.03)
    #expect(found.allSatisfy { $0.polarity == .on })
  }

  @Test func noiseHasItsRateAndIsStrongestInTheDark() {
    var model = Self.plain
    model.noiseHertz = 5
    let dark = events(model, seconds: 2) { _ in 0.0001 }
    #expect(abs(Double(dark.count) / Double(Self.pixelCount) / 2 / 5 - 1) < 0.03)
    let on = dark.count { $0.polarity == .on }
    #expect(abs(Double(on) / Double(dark.count) - 0.5) < 0.02)
    let bright = events(model, seconds: 2) { _ in 0.45 }
    // A tenth is left at nine times the luminance that halves it.
    #expect(abs(Double(bright.count) / Double(dark.count) - 0.1) < 0.01)
  }

  @Test func hotPixelsFireAllTheTime() {
    var model = Self.plain
    model.hotPixels = 0.02
    let found = events(model, seconds: 1) { _ in 0.3 }
    var counts = [Int](repeating: 0, count: Self.pixelCount)
    for event in found { counts[Int(event.y) * 64 + Int(event.x)] += 1 }
    let hot = counts.filter { $0 > 0 }
    #expect(abs(Double(hot.count) / Double(Self.pixelCount) - 0.02) < 0.008)
    #expect(hot.allSatisfy { (18...301).contains($0) })
  }

  @Test func theSeedDecidesThePixels() {
    let model = PixelModel()
    let one = events(model, seconds: 0.1, luminance: ramp(from: 0.2, perSecond: 5))
    #expect(one == events(model, seconds: 0.1, luminance: ramp(from: 0.2, perSecond: 5)))
  }
}
