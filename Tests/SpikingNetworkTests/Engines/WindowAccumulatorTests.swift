import SpikingNetwork
import Testing

@Suite struct WindowAccumulatorTests {
  private func mean(_ accumulator: borrowing WindowAccumulator) -> [Float] {
    var result = [Float](repeating: .nan, count: accumulator.elementCount)
    var span = result.mutableSpan
    accumulator.mean(into: &span)
    return result
  }

  @Test func isTheMeanOfTheLastOutputs() {
    for length in 1...5 {
      var accumulator = WindowAccumulator(timestepsPerWindow: length, elementCount: 2)
      var outputs: [[Float]] = []
      for step in 0..<12 {
        let output: [Float] = [Float(step), Float(step * step) / 4]
        outputs.append(output)
        accumulator.append(output.span)
        let last = outputs.suffix(length)
        let (count, isFull) = (accumulator.count, accumulator.isFull)
        #expect(count == last.count)
        #expect(isFull == (outputs.count >= length))
        let expected = (0..<2).map { element in
          last.dropFirst().reduce(last[last.startIndex][element]) { $0 + $1[element] } / Float(last.count)
        }
        #expect(mean(accumulator) == expected)
      }
    }
  }

  /// Sums in another order would differ here.
  @Test func addsFromTheOldestToTheNewest() {
    var accumulator = WindowAccumulator(timestepsPerWindow: 3, elementCount: 1)
    for value: Float in [5, 0x1p25, 1, 1] { accumulator.append([value].span) }
    #expect(mean(accumulator) == [(0x1p25 + 1 + 1) / 3 as Float])
    accumulator.append([0x1p25].span)
    #expect(mean(accumulator) == [(1 + 1 + 0x1p25) / 3 as Float])
  }

  @Test func forgetsEverythingOnRequest() {
    var accumulator = WindowAccumulator(timestepsPerWindow: 2, elementCount: 1)
    for value: Float in [100, 200, 300] { accumulator.append([value].span) }
    accumulator.removeAll()
    let emptyCount = accumulator.count
    #expect(emptyCount == 0)
    accumulator.append([7].span)
    let isFull = accumulator.isFull
    #expect(!isFull)
    #expect(mean(accumulator) == [7])
  }
}
