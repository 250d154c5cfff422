import Telemetry
import Testing

@Suite struct RepeatedRecordsTests {
  private static func warning(_ camera: String, reason: String = "disk full") -> LogRecord {
    LogRecord(.warning, "checkpoint_failed", "not kept", ["camera": camera, "reason": reason])
  }

  @Test func theFirstComesThroughAndTheRestIsSummedUpOnceASecond() {
    var repeated = RepeatedRecords(periodNanoseconds: 1000)
    #expect(repeated.admit(Self.warning("a"), atNanoseconds: 0))
    for now in 1...50 { #expect(!repeated.admit(Self.warning("a"), atNanoseconds: Int64(now))) }
    #expect(repeated.due(atNanoseconds: 999).isEmpty)
    let due = repeated.due(atNanoseconds: 1000)
    #expect(due.count == 1 && due[0].fields["repeated"] == "50")
    #expect(!repeated.admit(Self.warning("a"), atNanoseconds: 1500))
    #expect(repeated.due(atNanoseconds: 2000).map(\.fields["repeated"]) == ["1"])
    // A second of silence: the next one is news again.
    #expect(repeated.due(atNanoseconds: 3000).isEmpty)
    #expect(repeated.admit(Self.warning("a"), atNanoseconds: 3001))
  }

  @Test func differentThingsAreKeptApart() {
    var repeated = RepeatedRecords()
    #expect(repeated.admit(Self.warning("a"), atNanoseconds: 0))
    #expect(repeated.admit(Self.warning("b"), atNanoseconds: 0))
    #expect(repeated.admit(Self.warning("a", reason: "no folder"), atNanoseconds: 0))
  }

  @Test func memoryIsBounded() {
    var repeated = RepeatedRecords()
    for number in 0..<10_000 { #expect(repeated.admit(Self.warning("\(number)"), atNanoseconds: 0)) }
    #expect(repeated.admit(Self.warning("9999"), atNanoseconds: 1))
    #expect(!repeated.admit(Self.warning("1"), atNanoseconds: 1))
  }
}
