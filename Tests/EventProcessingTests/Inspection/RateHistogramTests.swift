import EventProcessing
import Events
import Testing

@Suite struct RateHistogramTests {
  @Test func countsEveryEventOnce() {
    let events = EventStreams.random(20_000, seed: 3, step: 0...400, disorder: 200)
    var histogram = RateHistogram()
    for piece in EventStreams.pieces(events, of: 333) { histogram.add(piece.span) }
    #expect(histogram.on.count <= RateHistogram.binLimit)
    #expect(histogram.on.reduce(0, +) == UInt64(events.count { $0.polarity == .on }))
    #expect(histogram.off.reduce(0, +) == UInt64(events.count { $0.polarity == .off }))
    let width = histogram.binMicroseconds
    let origin = events[0].time
    for bin in [0, 17, 400] {
      let range = (origin + Int64(bin) * width)..<(origin + Int64(bin + 1) * width)
      let expected = events.count { bin == 0 ? $0.time < range.upperBound : range.contains($0.time) }
      #expect(histogram.on[bin] + histogram.off[bin] == UInt64(expected))
    }
  }

  @Test func widthGrowsWithTheRecording() {
    var histogram = RateHistogram()
    let events = [Event(time: 0, x: 0, y: 0, polarity: .on), Event(time: .max, x: 0, y: 0, polarity: .off)]
    histogram.add(events.span)
    #expect(histogram.on.count <= RateHistogram.binLimit)
    #expect(histogram.on.first == 1)
    #expect(histogram.off.last == 1)
  }

  @Test func reductionKeepsTheSums() {
    let events = EventStreams.random(3_000, seed: 8, step: 1...20)
    var histogram = RateHistogram()
    histogram.add(events.span)
    let reduced = histogram.reduced(to: 100)
    #expect((51...100).contains(reduced.on.count))
    #expect(reduced.on.reduce(0, +) == histogram.on.reduce(0, +))
    #expect(reduced.off.reduce(0, +) == histogram.off.reduce(0, +))
  }
}
