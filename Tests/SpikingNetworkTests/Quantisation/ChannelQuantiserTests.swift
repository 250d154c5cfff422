import SpikingNetwork
import Testing

@Suite struct ChannelQuantiserTests {
  private func quantise(
    _ weights: [Float], limit: Int16, largestInput: Int = 4
  ) -> (scale: ChannelQuantiser.Scale, numbers: [Int16]) {
    var numbers = [Int16](repeating: -1, count: weights.count)
    var span = numbers.mutableSpan
    let scale = ChannelQuantiser(limit: limit, largestInput: largestInput).quantise(
      weights.span, stride: 1, channels: 1, into: &span)
    return (scale[0], numbers)
  }

  /// Whole numbers times any power of two come back as they were, with the largest step that holds them.
  @Test(arguments: [Int16(127), 32767]) func powersOfTwoHoldWholeNumbersExactly(limit: Int16) {
    var random = SplitMix64(seed: 9)
    for exponent in [-126, -60, -11, -1, 0, 3, 90] {
      let step = Float(sign: .plus, exponent: exponent, significand: 1)
      var numbers = (0..<30).map { _ in Int16(random.index(below: 2 * Int(limit) + 1) - Int(limit)) }
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

  @Test(arguments: [Int16(127), 32767]) func otherWeightsGoToTheNearestMultiple(limit: Int16) {
    var random = SplitMix64(seed: 4)
    for _ in 0..<50 {
      let weights = (0..<40).map { _ in random.uniform(-0.7, 0.7) }
      let (scale, numbers) = quantise(weights, limit: limit)
      #expect(!scale.isExact)
      #expect(numbers.map(\.magnitude).max() == UInt16(limit))
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

  /// However many channels are taken at once, each is as if it were alone.
  @Test func channelsBesideOneAnotherAreQuantisedEachForItself() {
    var random = SplitMix64(seed: 12)
    let (count, stride, channels) = (700, 48, 37)
    var weights = (0..<count * stride).map { _ in random.uniform(-1, 1) }
    for index in 0..<count {
      weights[index * stride + 3] = 0
      weights[index * stride + 17] = Float(Int(weights[index * stride + 17] * 40)) / 64
      // Whole numbers whose sum has no room, and numbers that have no step.
      weights[index * stride + 20] = index.isMultiple(of: 2) ? 32767 : -32765
      weights[index * stride + 36] *= .leastNormalMagnitude
    }
    let quantiser = ChannelQuantiser(limit: 32767, largestInput: 255)
    var numbers = [Int16](repeating: 7, count: weights.count)
    var span = numbers.mutableSpan
    let scales = quantiser.quantise(weights.span, stride: stride, channels: channels, into: &span)
    #expect(scales.count == channels)
    #expect(scales.indices.filter { scales[$0].isExact } == [3, 17])
    for channel in 0..<stride {
      let column = (0..<count).map { numbers[$0 * stride + channel] }
      guard channel < channels else {
        #expect(column.allSatisfy { $0 == 7 })
        continue
      }
      let alone = quantise((0..<count).map { weights[$0 * stride + channel] }, limit: 32767, largestInput: 255)
      #expect(alone == (scales[channel], column))
    }
  }
}
