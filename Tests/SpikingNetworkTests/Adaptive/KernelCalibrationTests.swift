import SpikingNetwork
import Testing

@Suite struct KernelCalibrationTests {
  /// A clock by which the dense kernel and the gathers at 15 and 45 % take the times given, in turn.
  private func clock(dense: Int64, low: Int64, high: Int64) -> () -> Int64 {
    var (readings, now) = (0, Int64(0))
    return {
      if readings % 2 == 1 { now += [dense, low, high][readings / 2 % 3] }
      readings += 1
      return now
    }
  }

  @Test(arguments: [(Int64(250), 0.3), (100, 0.15), (10, 0.06), (2000, 1)])
  func findsWhereTheTimesMeet(dense: Int64, rate: Double) throws {
    let network = try PackedNetwork(model: TinyModel.model())
    let calibrated = network.calibrated(clock: clock(dense: dense, low: 100, high: 400))
    // What is no choice keeps its rate.
    let measured = zip(calibrated.gatherRates, network.gatherRates).filter { $0 != $1 }
    #expect(measured.count > 20)
    #expect(measured.allSatisfy { abs($0.0 - rate) < 1e-9 })
  }

  @Test func aClockThatStandsChangesNothing() throws {
    let network = try PackedNetwork(model: TinyModel.model())
    #expect(network.calibrated { 7 }.gatherRates == network.gatherRates)
  }

  @Test func onlyNetworksWithAChoiceAreMeasured() throws {
    for choice in [KernelChoice.dense, .gather] {
      let network = try PackedNetwork(model: TinyModel.model(), options: .init(choice: choice))
      let calibrated = network.calibrated { () -> Int64 in
        Issue.record("measured")
        return 0
      }
      #expect(calibrated.gatherRates == network.gatherRates)
    }
  }

  /// Times decide nothing but the time that is taken.
  @Test func outputsDoNotDependOnIt() throws {
    let network = try PackedNetwork(model: TinyModel.model(), options: .init(merging: .whereFewFire))
    let inputs = TinyModel.inputs(4)
    let expected = EngineRun(AdaptiveEngine(network: network), inputs)
    for dense in [Int64(1), 200, 1000] {
      let calibrated = network.calibrated(clock: clock(dense: dense, low: 100, high: 400))
      #expect(EngineRun(AdaptiveEngine(network: calibrated), inputs) == expected)
    }
  }
}
