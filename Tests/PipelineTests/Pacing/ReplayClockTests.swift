import Testing

import Pipeline

@Suite struct ReplayClockTests {
  @Test func realTimeAdvancesWithTheSensor() {
    var clock = ReplayClock(pace: .factor(1))
    clock.anchor(sensorMicroseconds: 5_000, hostNanoseconds: 70)
    #expect(clock.due(sensorMicroseconds: 5_000, now: 0) == 70)
    #expect(clock.due(sensorMicroseconds: 130_000, now: 0) == 70 + 125_000_000)
  }

  @Test func aFactorOfTwoHalvesTheTime() {
    var clock = ReplayClock(pace: .factor(2))
    clock.anchor(sensorMicroseconds: 0, hostNanoseconds: 0)
    #expect(clock.due(sensorMicroseconds: 1_000, now: 9) == 500_000)
  }

  @Test func withoutPaceEverythingIsDueNow() {
    var clock = ReplayClock(pace: .unpaced)
    clock.anchor(sensorMicroseconds: 0, hostNanoseconds: 0)
    #expect(clock.due(sensorMicroseconds: 1_000, now: 9) == 9)
  }

  @Test func extremeTimesAreDueNow() {
    var clock = ReplayClock(pace: .factor(0.001))
    clock.anchor(sensorMicroseconds: .min, hostNanoseconds: 0)
    #expect(clock.due(sensorMicroseconds: .max / 2, now: 9) == 9)
  }
}
