import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

@Suite struct SQLiteRecordingTests {
  /// A packet that can be decoded by itself.
  static func packet(_ number: Int, topic: Int = 1) -> String {
    SQLiteFile.insert(
      [0x8000, 0x6000 | UInt16(number), 0x0005, 0x2000 | UInt16(number)], topic: topic, sequence: UInt64(number))
  }

  static func event(_ number: Int) -> Event {
    Event(time: Int64(number), x: UInt16(number), y: 5, polarity: .off)
  }

  @Test func topicsAreChosenAndOthersCounted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a b?#%.db3")
    let inertial = "INSERT INTO messages(topic_id, timestamp, data) VALUES(3, 0, x'00');"
    let stray = "INSERT INTO messages(topic_id, timestamp, data) VALUES(-1, 0, x'00');"
    let empty = "INSERT INTO messages(topic_id, timestamp, data) VALUES(1, 0, NULL);"
    try SQLiteFile.run(
      path,
      SQLiteFile.schema + Self.packet(1) + inertial + Self.packet(8, topic: 2) + stray + empty + Self.packet(2)
        + Self.packet(9, topic: 2))
    let chosen = BagReading(path)
    #expect(chosen.error == nil && chosen.events == [Self.event(1), Self.event(2)])
    #expect(chosen.statistics[.notEvents] == 1 && chosen.statistics[.otherTopic] == 2)
    #expect(chosen.statistics[.malformed] == 2)
    let asked = BagReading(path, options: DecodingOptions(topic: "/b"))
    #expect(asked.events == [Self.event(8), Self.event(9)])
    let sized = BagReading(path, options: DecodingOptions(geometry: SensorGeometry(width: 2, height: 9)))
    #expect(sized.events == [Self.event(1)] && sized.statistics[.outOfRange] == 1)
    let missing = BagReading(path, options: DecodingOptions(topic: "/c"))
    #expect(missing.error?.code == .badData)
    #expect(missing.error?.message.contains("/a, /b") == true)
  }

  @Test func recordingsAreSoughtIn() throws {
    let folder = try TemporaryFolder()
    let numbers = 1...200
    try SQLiteFile.run(folder.path("a.db3"), SQLiteFile.schema + numbers.map { Self.packet($0) }.joined())
    var recording = try AnyRecording(path: folder.path("a.db3"))
    var batch = EventBatch(capacity: 64)
    for first in [200, 1, 77] {
      try recording.seek(toSensorTime: Int64(first))
      var found: [Event] = []
      while try recording.read(into: &batch) {
        for index in 0..<batch.count { found.append(batch.events[index]) }
      }
      #expect(found == (first...200).map { Self.event($0) })
      #expect(recording.statistics.events == UInt64(found.count))
      #expect(recording.fractionRead == 1)
    }
  }

  @Test func aWriteAheadLogIsMentioned() throws {
    let folder = try TemporaryFolder()
    try SQLiteFile.run(folder.path("a.db3"), SQLiteFile.schema + Self.packet(1))
    _ = try folder.write([1, 2, 3], to: "a.db3-wal")
    let reading = BagReading(folder.path("a.db3"))
    #expect(reading.events == [Self.event(1)])
    #expect(
      reading.description?.metadata.last == StreamDescription.Entry(key: "unread_write_ahead_log_bytes", value: "3"))
  }

  @Test func otherDatabasesAreRefused() throws {
    let folder = try TemporaryFolder()
    #expect(BagReading(folder.path("none.db3")).error?.code == .missing)
    #expect(BagReading(folder.url.path + "/../.db3").error?.code == .missing)
    try FileManager.default.createDirectory(atPath: folder.path("f.db3"), withIntermediateDirectories: false)
    #expect(BagReading(folder.path("f.db3")).error?.code == .notAFile)
    #expect(BagReading(try folder.write([], to: "empty.db3")).error?.code == .badData)
    #expect(BagReading(try folder.write([UInt8](repeating: 9, count: 5000), to: "noise.db3")).error?.code == .badData)
    try SQLiteFile.run(folder.path("other.db3"), "CREATE TABLE t(a); INSERT INTO t VALUES(1);")
    #expect(BagReading(folder.path("other.db3")).error?.code == .badData)
    try SQLiteFile.run(folder.path("nothing.db3"), SQLiteFile.schema)
    #expect(BagReading(folder.path("nothing.db3")).error?.code == .badData)
  }

  @Test func whatASchemaSaysIsNotExecuted() throws {
    let folder = try TemporaryFolder()
    // A view without end in the place of the table of messages.
    try SQLiteFile.run(
      folder.path("view.db3"),
      SQLiteFile.schema + """
        DROP TABLE messages;
        CREATE VIEW messages AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT i AS rowid, 3 AS topic_id, x'00' AS data FROM n;
        """)
    #expect(BagReading(folder.path("view.db3")).error?.code == .badData)
  }

  @Test func cutAndDamagedDatabasesEndWell() throws {
    let folder = try TemporaryFolder()
    let count = 200
    try SQLiteFile.run(folder.path("a.db3"), SQLiteFile.schema + (0..<count).map { Self.packet($0) }.joined())
    let bytes = Array(try Data(contentsOf: URL(filePath: folder.path("a.db3"))))
    let events = (0..<count).map(Self.event)
    for length in stride(from: 0, to: bytes.count, by: 113) {
      let reading = BagReading(try folder.write(bytes[..<length], to: "cut.db3"))
      #expect(Set(events).isSuperset(of: reading.events))
      #expect(reading.error?.code == .badData || reading.statistics[.truncated] == 1)
    }
    var wholes = 0
    var failures = 0
    for round in 0..<1500 {
      var damaged = bytes
      // Every part of the file in turn, by a step that shares no factor with its length.
      let position = round &* 7919 % bytes.count
      damaged[position] ^= 1 << UInt8(round % 8)
      if round % 3 == 0 { damaged[(position &* 31 + 7) % bytes.count] = 0xFF }
      let reading = BagReading(try folder.write(damaged, to: "damaged.db3"))
      if reading.error != nil { failures += 1 }
      if reading.events == events { wholes += 1 }
      #expect(reading.error == nil || reading.error?.code == .badData)
    }
    #expect(wholes > 0 && failures > 0)
  }
}
