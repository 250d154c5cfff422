import CSpikeKernels
import SpikingNetwork
import Testing

/// Additions on virtual timesteps beside multiplications, over odd shapes.
@Suite struct AccumulateKernelTests {
  /// A convolution with random spikes and whole-number weights.
  private struct Case {
    var shape: spike_convolution
    var isDepthwise: Bool
    var largestSpikeCount: UInt8
    var spikes: [UInt8]
    var numbers: [Int8]
    var padded: Int

    init(_ random: inout SplitMix64, isDepthwise: Bool) {
      func side(_ range: ClosedRange<Int>) -> Int { range.lowerBound + random.index(below: range.count) }
      let kernel = [1, 3, 7][random.index(below: 3)]
      let (stride, padding) = (isDepthwise ? 1 : side(1...4), random.index(below: kernel / 2 + 1))
      let (height, width) = (side(max(kernel - 2 * padding, 1)...9), side(max(kernel - 2 * padding, 1)...11))
      let inputs = side(1...21)
      let outputs = isDepthwise ? inputs : side(1...90)
      shape = spike_convolution(
        input_height: height, input_width: width, input_channels: inputs,
        output_height: (height + 2 * padding - kernel) / stride + 1,
        output_width: (width + 2 * padding - kernel) / stride + 1, output_channels: outputs, kernel: kernel,
        stride: stride, padding: padding)
      self.isDepthwise = isDepthwise
      let largest = UInt8(side(1...8))
      largestSpikeCount = largest
      spikes = (0..<height * width * inputs).map { _ in
        random.index(below: 3) > 0 ? 0 : UInt8(random.index(below: Int(largest) + 1))
      }
      let padded = isDepthwise ? outputs : (outputs + 15) / 16 * 16
      self.padded = padded
      numbers = (0..<kernel * kernel * (isDepthwise ? 1 : inputs) * padded).map { index in
        index % padded < outputs ? Int8(truncatingIfNeeded: random.index(below: 255) - 127) : 0
      }
    }

    var outputCount: Int { shape.output_height * shape.output_width * shape.output_channels }

    /// Calls `body` with the list of each virtual timestep and sums up what it returns.
    func forEachVirtualTimestep(_ body: (_ start: [UInt32], _ fired: [UInt32]) -> Int) -> Int {
      var start = [UInt32](repeating: 0, count: shape.input_height * shape.input_width + 1)
      var fired = [UInt32](repeating: 0, count: spikes.count)
      return (0..<largestSpikeCount).reduce(0) { sum, virtualTimestep in
        let count = spike_list_fired(
          spikes, shape.input_height, shape.input_width, shape.input_channels, virtualTimestep, &start, &fired)
        #expect(count == spikes.count { $0 > virtualTimestep })
        return sum + body(start, fired)
      }
    }

    /// The sums and additions output by output and tap by tap.
    func naive() -> (sums: [Int], additions: Int) {
      var sums: [Int] = []
      var additions = 0
      for oy in 0..<shape.output_height {
        for ox in 0..<shape.output_width {
          for output in 0..<shape.output_channels {
            var sum = 0
            for tap in 0..<shape.kernel * shape.kernel {
              let y = oy * shape.stride + tap / shape.kernel - shape.padding
              let x = ox * shape.stride + tap % shape.kernel - shape.padding
              guard (0..<shape.input_height).contains(y), (0..<shape.input_width).contains(x) else { continue }
              for input in isDepthwise ? output..<output + 1 : 0..<shape.input_channels {
                let count = Int(spikes[(y * shape.input_width + x) * shape.input_channels + input])
                let row = isDepthwise ? tap : tap * shape.input_channels + input
                sum += count * Int(numbers[row * padded + output])
                additions += count
              }
            }
            sums.append(sum)
          }
        }
      }
      return (sums, additions)
    }
  }

  @Test(arguments: [false, true]) func wholeNumbersAreExactInEveryType(isDepthwise: Bool) {
    var random = SplitMix64(seed: isDepthwise ? 21 : 20)
    for _ in 0..<60 {
      let tested = Case(&random, isDepthwise: isDepthwise)
      let (shape, expected) = (tested.shape, tested.naive())
      let (wide, float) = (tested.numbers.map { Int16($0) }, tested.numbers.map { Float($0) })
      var sums8 = [Int32](repeating: 0, count: tested.outputCount)
      var (sums16, sums32) = (sums8, [Float](repeating: 0, count: tested.outputCount))
      let additions = [
        tested.forEachVirtualTimestep { start, fired in
          isDepthwise
            ? spike_accumulate_depthwise_i8(shape, tested.numbers, start, fired, &sums8)
            : spike_accumulate_i8(shape, tested.numbers, start, fired, &sums8)
        },
        tested.forEachVirtualTimestep { start, fired in
          isDepthwise
            ? spike_accumulate_depthwise_i16(shape, wide, start, fired, &sums16)
            : spike_accumulate_i16(shape, wide, start, fired, &sums16)
        },
        tested.forEachVirtualTimestep { start, fired in
          isDepthwise
            ? spike_accumulate_depthwise_f32(shape, float, start, fired, &sums32)
            : spike_accumulate_f32(shape, float, start, fired, &sums32)
        },
      ]
      #expect(sums8.map { Int($0) } == expected.sums)
      #expect(sums16.map { Int($0) } == expected.sums)
      #expect(sums32.map { Int($0) } == expected.sums)
      #expect(additions == Array(repeating: expected.additions, count: 3))
    }
  }

  /// With any weights the two orders of a float32 sum differ by rounding alone.
  @Test func float32SumsDifferByRoundingAlone() {
    var random = SplitMix64(seed: 22)
    var differing = 0
    for _ in 0..<40 {
      let tested = Case(&random, isDepthwise: false)
      let shape = tested.shape
      let weights = tested.numbers.map { $0 == 0 ? 0 : random.uniform(-1, 1) }
      let bias = (0..<tested.padded).map { _ in random.uniform(-1, 1) }
      var (start, entries) = (
        [UInt32](repeating: 0, count: shape.input_height * shape.input_width + 1),
        [spike_entry](repeating: spike_entry(), count: tested.spikes.count)
      )
      _ = spike_list_counts(
        tested.spikes, shape.input_height, shape.input_width, shape.input_channels, &start, &entries)
      var multiplied = [Float](repeating: .nan, count: tested.outputCount)
      spike_convolve(shape, weights, bias, start, entries, &multiplied)
      var added = [Float](repeating: .nan, count: tested.outputCount)
      spike_fill_rows(&added, shape.output_height * shape.output_width, shape.output_channels, bias)
      _ = tested.forEachVirtualTimestep { start, fired in
        spike_accumulate_f32(shape, weights, start, fired, &added)
      }
      // Each of at most n additions rounds a sum of at most the sum of the magnitudes.
      let terms = Double(shape.kernel * shape.kernel * shape.input_channels * Int(tested.largestSpikeCount) + 1)
      for (left, right) in zip(multiplied, added) {
        #expect(abs(Double(left) - Double(right)) <= 2 * terms * terms * 0x1p-24)
        differing += left == right ? 0 : 1
      }
    }
    // Or the engines would be equal always, and their documentation wrong.
    #expect(differing > 0)
  }

  /// A channel at the limit of what the quantiser allows: the largest sums that there can be.
  @Test(arguments: [(IntegerWeight.int16, 8), (.int16, 255), (.int8, 255)])
  func theLargestSumsDoNotOverflow(type: IntegerWeight, largestInput: Int) {
    let inputs = 13_824
    for sign: Float in [1, -1] {
      let weights = (0..<inputs).map { sign * (0.7 + Float($0 % 7) * 1e-5) }
      var numbers = [Int16](repeating: 0, count: inputs)
      var span = numbers.mutableSpan
      let quantiser = ChannelQuantiser(limit: type.limit, largestInput: largestInput)
      let scale = quantiser.quantise(weights.span, stride: 1, channels: 1, into: &span)[0].value
      let expected = numbers.reduce(0) { $0 + Int($1) } * largestInput
      #expect(abs(expected) <= Int(Int32.max) && abs(expected) > Int(Int32.max) / (type == .int8 ? 100 : 2))
      let shape = spike_convolution(
        input_height: 1, input_width: 1, input_channels: inputs, output_height: 1, output_width: 1, output_channels: 1,
        kernel: 1, stride: 1, padding: 0)
      let start: [UInt32] = [0, UInt32(inputs)]
      let entries = (0..<inputs).map { spike_entry(index: UInt32($0), value: Float(largestInput)) }
      let rows = numbers.flatMap { number -> [Int16] in [number] + [Int16](repeating: 0, count: 15) }
      let (scales, bias) = ([scale] + [Float](repeating: 0, count: 15), [Float](repeating: 0, count: 16))
      var output: [Float] = [.nan]
      switch type {
      case .int16: spike_convolve_i16(shape, rows, scales, bias, start, entries, &output)
      case .int8: spike_convolve_i8(shape, rows.map { Int8($0) }, scales, bias, start, entries, &output)
      }
      #expect(output == [Float(expected) * scale])
    }
  }
}
