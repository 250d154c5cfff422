import Events
import Testing
import Timesteps

/// One timestep as a slicer gave it, copied out of its tensor.
struct SlicedTimestep: Equatable {
  var timestep: Timestep
  var codes: [UInt8]
}

/// Slices whole streams, batch by batch.
struct SlicedStream {
  var rules: SlicingRules
  var encoding: TensorEncoding

  init(
    rules: SlicingRules, representation: EventRepresentation = .histogram(cap: 255, padsToThreeChannels: false),
    width: Int = 4, height: Int = 3
  ) throws {
    self.rules = rules
    encoding = try TensorEncoding(
      representation: representation, sensor: SensorGeometry(width: width, height: height), inputWidth: width,
      inputHeight: height, resizing: .none)
  }

  /// Slices `events` cut at the given positions into batches, and ends the stream.
  func slice(_ events: [Event], cutAt cuts: [Int] = []) throws -> [SlicedTimestep] {
    try sliceCounting(events, cutAt: cuts).timesteps
  }

  /// The same with the slicer's totals.
  func sliceCounting(_ events: [Event], cutAt cuts: [Int] = []) throws -> (
    timesteps: [SlicedTimestep], totals: EventCounts, gaps: UInt64, restarts: UInt64
  ) {
    var slicer = try TimestepSlicer(rules: rules, encoding: encoding)
    let tensor = TimestepTensor(shape: encoding.shape)
    var result: [SlicedTimestep] = []
    var first = 0
    for last in cuts + [events.count] {
      let batch = Array(events[first..<last])
      first = last
      var index = 0
      while slicer.consume(batch.span, from: &index, into: tensor) == .timestepComplete {
        result.append(copy(tensor))
      }
      #expect(index == batch.count)
    }
    if slicer.finish(into: tensor) { result.append(copy(tensor)) }
    let timestepCount = slicer.timestepCount
    #expect(timestepCount == UInt64(result.count))
    return (result, slicer.totalCounts, slicer.gapCount, slicer.restartCount)
  }

  private func copy(_ tensor: TimestepTensor) -> SlicedTimestep {
    SlicedTimestep(timestep: tensor.timestep, codes: tensor.withUnsafeMutableCodes { Array($0) })
  }
}

/// Events of one pixel at the given times.
func events(at times: [Int64], x: UInt16 = 1, y: UInt16 = 1, polarity: Polarity = .on) -> [Event] {
  times.map { Event(time: $0, x: x, y: y, polarity: polarity) }
}

/// Numbers that depend on the seed alone (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
