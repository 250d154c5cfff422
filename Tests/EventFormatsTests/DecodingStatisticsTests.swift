import EventFormats
import Testing

@Suite struct DecodingStatisticsTests {
  @Test func thereIsRoomForEveryReason() {
    #expect(SkipReason.allCases.allSatisfy { (0..<DecodingStatistics.reasonCapacity).contains($0.rawValue) })
    #expect(Set(SkipReason.allCases.map(\.label)).count == SkipReason.allCases.count)
  }

  @Test func sumsKeepTheFirstOffset() {
    var first = DecodingStatistics()
    first.events = 3
    first.skip(.outOfRange, at: 16, count: 2)
    var second = DecodingStatistics()
    second.events = 4
    second.skip(.outOfRange, at: 8)
    second.skip(.truncated, at: 99)
    first += second
    #expect(first.events == 7 && first[.outOfRange] == 3 && first[.truncated] == 1 && first.skipped == 4)
    #expect(first.firstOffset(of: .outOfRange) == 16 && first.firstOffset(of: .truncated) == 99)
    #expect(first.firstOffset(of: .malformed) == nil)
    #expect(first != second)
  }
}
