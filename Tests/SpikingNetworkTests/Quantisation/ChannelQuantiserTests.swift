import SpikingNetwork
import Testing

@Suite struct ChannelQuantiserTests {
  private func quantise(
    _ weights: [Float], limit: Int32, largestInput: Int = 4
  ) -> (scale: ChannelQuantiser.Scale, numbers: [Int32]) {
    var numbers = [Int32](repeating: -1, count: weights.count)
    var span = numbers.mutableSpan
    let scale = ChannelQuantiser(limit: limit, largestInput: largestInput).quantise(weights.span, into: &span)
    return (scale, numbers)
  }

  /// Whole numbers times any power of two come back as they were, with the largest step that holds them.
  @Test(arguments: [Int32(127), 32767]) func powersOfTwoHoldWholeNumbersExactly(limit: Int32) {
    var random = SplitMix64(seed: 9)
    for exponent in [-126, -60, -11, -1, 0, 3, 90] {
      let step = Float(sign: .plus, exponent: exponent, significand: 1)
      var numbers = (0..<30).map { _ in Int32(random.index(below: 2 * Int(limit) + 1)) - limit }
      // An odd one, so that no larger step holds them all.
      numbers[7] = limit
      let (scale, found) = quantise(numbers.map { Float($0) * step }, limit: limit)
      #expect(scale == ChannelQuantiser.Scale(value: step, isExact: true))
      #expect(found == numbers)
    }
  }

  @Test func theStepIsTheLargestThatHoldsAllWeights() {
    #expect(quantise([0.5, -1.5, 3], limit: 127).scale == .init(value: 0.5, isExact: true))
    #expect(quantise([0.5, -1.5, 3], limit: 127).numbers == [1, -3, 6])
    #expect(quantise([4, 0, -12], limit: 127).numbers == [1, 0, -3])
    // 127 and a half steps do not fit 8 bits, but 16.
    #expect(!quantise([127.5, 1], limit: 127).scale.isExact)
    #expect(quantise([127.5, 1], limit: 32767).scale == .init(value: 0.5, isExact: true))
  }

  @Test(arguments: [Int32(127), 32767]) func otherWeightsGoToTheNearestMultiple(limit: Int32) {
    var random = SplitMix64(seed: 4)
    for _ in 0..<50 {
      let weights = (0..<40).map { _ in random.uniform(-0.7, 0.7) }
      let (scale, numbers) = quantise(weights, limit: limit)
      #expect(!scale.isExact)
      #expect(numbers.map(\.magnitude).max() == UInt32(limit))
      for (weight, number) in zip(weights, numbers) {
        let error = abs(Double(number) * Double(scale.value) - Double(weight))
        // Half a step, and the rounding of the scale itself.
        #expect(error <= Double(scale.value) * (0.5 + Double(limit) * 0x1p-24))
      }
    }
  }

  @Test func zerosAndTheSmallestNumbersAreHarmless() {
    #expect(quantise([0, 0, -0.0], limit: 127) == (.init(value: 1, isExact: true), [0, 0, 0]))
    for weights: [Float] in [[.leastNonzeroMagnitude, 0], [.leastNormalMagnitude, -.leastNonzeroMagnitude]] {
      let (scale, numbers) = quantise(weights, limit: 127)
      #expect(scale.value >= .leastNormalMagnitude && scale.value.isFinite)
      #expect(numbers.allSatisfy { $0.magnitude <= 127 })
    }
    let (scale, numbers) = quantise([.greatestFiniteMagnitude, 1e-30], limit: 32767)
    #expect(scale.value.isFinite && numbers == [32767, 0])
  }

  /// As many weights as no published network has in a channel, all as large as they can be.
  @Test(arguments: [8, 255]) func noSumOverflows(largestInput: Int) throws {
    for count in [13_824, 60_000] {
      var weights = [Float](repeating: 0.7001, count: count)
      for index in stride(from: 0, to: count, by: 3) { weights[index] = -0.7 }
      let (scale, numbers) = quantise(weights, limit: 32767, largestInput: largestInput)
      let sum = numbers.reduce(0) { $0 + Int($1.magnitude) } * largestInput
      #expect(sum <= Int(Int32.max))
      // Not more is given away than has to be.
      #expect(sum > Int(Int32.max) / 10 * 8)
      #expect(zip(weights, numbers).allSatisfy { abs(Float($1) * scale.value - $0) <= scale.value * 0.51 })
    }
  }
}
