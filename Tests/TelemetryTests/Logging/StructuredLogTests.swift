import Foundation
import Synchronization
import Telemetry
import Testing

@Suite struct StructuredLogTests {
  /// Keeps the lines of a log.
  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  @Test func programsReadOneObjectALine() throws {
    let record = LogRecord(.error, "camera_failed", "failed", ["camera": "front", "reason": "line\nbreak \"quoted\""])
    let line = record.line(.json, timeNanoseconds: 1_700_000_000_123_000_000)
    #expect(line.filter { $0 == "\n" }.count == 1 && line.hasSuffix("\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
    #expect(
      object == [
        "camera": "front", "event": "camera_failed", "level": "error", "message": "failed",
        "reason": "line\nbreak \"quoted\"", "time": "2023-11-14T22:13:20.123Z",
      ])
  }

  @Test func peopleReadOneLine() {
    let record = LogRecord(.info, "ready", "2 of 2\u{1B}[31m", ["camera": "front", "b": "x\ny", "a": "1"])
    #expect(
      record.line(.text, timeNanoseconds: 1_700_000_000_123_000_000)
        == "2023-11-14T22:13:20.123Z info front: 2 of 2 [31m a=1 b=x y\n")
  }

  @Test func lightRecordsAreLeftOut() {
    let lines = Lines()
    let log = StructuredLog(level: .warning, format: .text) { lines.add($0) }
    log.record(LogRecord(.info, "a", "a"))
    log.record(LogRecord(.error, "b", "b"))
    log.configure(level: .debug, format: .json)
    log.record(LogRecord(.debug, "c", "c"))
    #expect(lines.all.count == 2 && lines.all[0].hasSuffix("error b\n") && lines.all[1].hasPrefix("{"))
  }

  @Test func warningsThatRepeatAreHeldBack() {
    let lines = Lines()
    let log = StructuredLog(format: .text) { lines.add($0) }
    for _ in 0..<100 { log.repeatedRecord(LogRecord(.warning, "full", "full")) }
    #expect(lines.all.count == 1)
  }
}
