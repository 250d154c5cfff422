import EventSources
import TestSupport
import Testing

/// The host's time of sensor times, from arrivals that are late at random.
@Suite struct ClockFitTests {
  private static let second: Int64 = 1_000_000_000

  /// A sensor whose clock has an offset and a rate, and a way here that delays.
  private struct Way {
    var startHost: Int64 = 77 * ClockFitTests.second
    var startSensor: Int64 = 5_000_000
    var rateError = 0.0
    var least: Int64 = 2_000_000
    var random = SplitMix64(state: 3)

    /// The true host time of a sensor time.
    func host(of sensor: Int64) -> Int64 {
      startHost + Int64(Double((sensor - startSensor) * 1000) * (1 + rateError))
    }

    /// The arrival: the least delay in a few cases, up to 30 ms more in the others.
    mutating func arrival(of sensor: Int64) -> Int64 {
      let extra = random.next(below: 8) == 0 ? 0 : Int64(random.next(below: 30_000_000))
      return host(of: sensor) + least + extra
    }
  }

  /// Feeds arrivals every `step` microseconds and gives the largest error after `settling`.
  private func largestError(_ way: inout Way, seconds: Int64, settling: Int64) -> Int64 {
    var fit = ClockFit()
    var (error, latestArrival) = (0 as Int64, Int64.min)
    for index in 0..<(seconds * 200) {
      let sensor = way.startSensor + index * 5_000
      // A stream arrives in order.
      latestArrival = max(latestArrival, way.arrival(of: sensor))
      #expect(fit.add(sensorMicroseconds: sensor, hostNanoseconds: latestArrival) == .fits)
      guard index * 5_000 > settling * 1_000_000,
        let mapped = fit.mapping?.hostNanoseconds(ofSensorMicroseconds: sensor)
      else { continue }
      error = max(error, abs(mapped - way.host(of: sensor) - way.least))
    }
    return error
  }

  @Test func findsTheOffsetThroughLateArrivals() {
    var way = Way()
    #expect(largestError(&way, seconds: 30, settling: 2) < 1_000_000)
  }

  @Test(arguments: [-200e-6, -30e-6, 40e-6, 200e-6]) func findsTheRate(rateError: Double) {
    var way = Way(rateError: rateError)
    // Without the rate, the error of the oldest sample would be 60 s times it: up to 12 ms.
    #expect(largestError(&way, seconds: 150, settling: 20) < 2_000_000)
    var fit = ClockFit()
    for index in 0..<(60 * 200) as Range<Int64> {
      let sensor = way.startSensor + index * 5_000
      _ = fit.add(sensorMicroseconds: sensor, hostNanoseconds: way.host(of: sensor) + way.least)
    }
    let fitted = fit.mapping?.rateError ?? 0
    #expect(abs(fitted - rateError) < 5e-6)
  }

  @Test func noSampleLiesUnderTheLine() {
    var way = Way(rateError: 25e-6)
    var fit = ClockFit()
    var latestArrival = Int64.min
    for index in 0..<8000 as Range<Int64> {
      let sensor = way.startSensor + index * 5_000
      latestArrival = max(latestArrival, way.arrival(of: sensor))
      _ = fit.add(sensorMicroseconds: sensor, hostNanoseconds: latestArrival)
      let mapped = fit.mapping?.hostNanoseconds(ofSensorMicroseconds: sensor) ?? .max
      // But for the rounding of the line.
      #expect(mapped <= latestArrival + 2_000)
    }
  }

  @Test func aJumpOfTheSensorForwardsIsAStep() {
    var fit = ClockFit()
    for index in 0..<400 as Range<Int64> {
      #expect(fit.add(sensorMicroseconds: index * 10_000, hostNanoseconds: index * 10_000_000) == .fits)
    }
    let now = 4 * Self.second
    #expect(!fit.isAhead(sensorMicroseconds: 4_049_000, hostNanoseconds: now))
    #expect(fit.isAhead(sensorMicroseconds: 4_051_000, hostNanoseconds: now))
    #expect(fit.add(sensorMicroseconds: 4_060_000, hostNanoseconds: now) == .stepped)
    #expect(fit.mapping == ClockMapping(sensorMicroseconds: 4_060_000, hostNanoseconds: now))
    #expect(!fit.isSettled(atHostNanoseconds: now) && fit.isSettled(atHostNanoseconds: now + Self.second))
  }

  @Test func aJumpBackIsToldApart() {
    var fit = ClockFit()
    for index in 0..<400 as Range<Int64> {
      _ = fit.add(sensorMicroseconds: 9_000_000 + index * 10_000, hostNanoseconds: index * 10_000_000)
    }
    #expect(fit.add(sensorMicroseconds: 12_950_000, hostNanoseconds: 4 * Self.second) == .fits)
    #expect(fit.add(sensorMicroseconds: 1_000, hostNanoseconds: 4 * Self.second) == .wentBack)
    #expect(fit.mapping == ClockMapping(sensorMicroseconds: 1_000, hostNanoseconds: 4 * Self.second))
  }

  @Test func delaysThatLastAMinuteAreAStepOnceNothingFasterIsRemembered() {
    var fit = ClockFit()
    var steps: [Int64] = []
    for index in 0..<20_000 as Range<Int64> {
      let delay: Int64 = index < 4_000 ? 1_000_000 : 81_000_000
      let outcome = fit.add(sensorMicroseconds: index * 10_000, hostNanoseconds: index * 10_000_000 + delay)
      if outcome == .stepped { steps.append(index / 100) }
    }
    // The last fast sample is 40 s old at 100 s.
    #expect(steps.count == 1 && (99...102).contains(steps.first ?? 0))
  }

  @Test func aFileThatIsSentFasterThanItHappenedNeverSteps() {
    for factor in [1.5, 3, 40] as [Double] {
      var fit = ClockFit()
      for index in 0..<4000 as Range<Int64> {
        let sensor = Int64(Double(index * 5_000) * factor)
        #expect(fit.add(sensorMicroseconds: sensor, hostNanoseconds: index * 5_000_000) == .fits)
        #expect(!fit.isAhead(sensorMicroseconds: sensor + 1_000_000, hostNanoseconds: index * 5_000_000))
      }
      #expect(!fit.isSettled(atHostNanoseconds: 20 * Self.second))
    }
  }

  @Test func extremesDoNotTrap() {
    var fit = ClockFit()
    let times: [Int64] = [0, .max, .min, 1 << 62, -(1 << 62), 5, .max, 1 << 40, .min, 0]
    for (index, time) in times.enumerated() {
      _ = fit.add(sensorMicroseconds: time, hostNanoseconds: Int64(index) * Self.second)
      _ = fit.isAhead(sensorMicroseconds: .max, hostNanoseconds: Int64(index) * Self.second)
      for other in times {
        _ = fit.mapping?.hostNanoseconds(ofSensorMicroseconds: other)
        _ = fit.mapping?.sensorMicroseconds(atHostNanoseconds: other)
      }
    }
  }

  @Test func theMappingAndItsInverseAgree() throws {
    for rateError in [0, 2e-4, -2e-4] {
      let mapping = ClockMapping(sensorMicroseconds: 1_000_000, hostNanoseconds: 9 * Self.second, rateError: rateError)
      var random = SplitMix64(state: 8)
      for _ in 0..<1000 {
        let sensor = Int64(random.next(below: 100_000_000)) - 20_000_000
        let host = try #require(mapping.hostNanoseconds(ofSensorMicroseconds: sensor))
        let back = try #require(mapping.sensorMicroseconds(atHostNanoseconds: host))
        #expect(abs(back - sensor) <= 1)
      }
    }
  }
}
