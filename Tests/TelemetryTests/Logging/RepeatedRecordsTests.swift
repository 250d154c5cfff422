import Telemetry
import Testing

@Suite struct RepeatedRecordsTests {
  private static func warning(_ camera: String, reason: String = "disk full") -> LogRecord {
    LogRecord(.warning, "checkpoint_failed", "not kept", ["camera": camera, "reason": reason])
  }

  @Test func theFirstComesThroughAndTheRestIsSummedUpOnceASecond() {
    var repeated = RepeatedRecords(periodNanoseconds: 1000)
    let admitted = (0...50).filter { repeated.admit(Self.warning("a"), atNanoseconds: $0) }
    #expect(admitted == [0])
    var sums: [[String?]] = []
    for now in [999, 1000] as [Int64] { sums.append(repeated.due(atNanoseconds: now).map { $0.fields["repeated"] }) }
    let again = repeated.admit(Self.warning("a"), atNanoseconds: 1500)
    for now in [2000, 3000] as [Int64] { sums.append(repeated.due(atNanoseconds: now).map { $0.fields["repeated"] }) }
    #expect(sums == [[], ["50"], ["1"], []] && !again)
    // After a second of silence the next one is news.
    let isNews = repeated.admit(Self.warning("a"), atNanoseconds: 3001)
    #expect(isNews)
  }

  @Test func differentThingsAreKeptApart() {
    var repeated = RepeatedRecords()
    let records = [Self.warning("a"), Self.warning("b"), Self.warning("a", reason: "no folder"), Self.warning("b")]
    let admitted = records.map { repeated.admit($0, atNanoseconds: 0) }
    #expect(admitted == [true, true, true, false])
  }

  @Test func memoryIsBounded() {
    var repeated = RepeatedRecords()
    let names = (0..<10_000).map(String.init) + ["9999", "1"]
    let held = names.filter { !repeated.admit(Self.warning($0), atNanoseconds: 0) }
    // Those beyond its capacity go through as they are.
    #expect(held == ["1"])
  }
}
