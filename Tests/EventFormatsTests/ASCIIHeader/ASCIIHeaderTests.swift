import EventFormats
import Testing

@Suite struct ASCIIHeaderTests {
  /// What a header and the payload after it are taken for.
  struct Outcome: Equatable {
    var entries: [StreamDescription.Entry]
    var hasEndLine: Bool
    var byteCount: UInt64
    var payload: [UInt8]
  }

  /// Gives `bytes` in pieces that end at `cuts`.
  func parse(_ bytes: [UInt8], cuts: [Int] = []) throws(EventFormatError) -> Outcome {
    var header = ASCIIHeader()
    var payload: [UInt8] = []
    var start = 0
    for end in cuts + [bytes.count] {
      let piece = Array(bytes[start..<end])
      let taken = try header.consume(piece.span.bytes)
      #expect(taken == piece.count || header.isComplete)
      payload += piece[taken...]
      start = end
    }
    try header.finish()
    return Outcome(
      entries: header.entries, hasEndLine: header.hasEndLine, byteCount: header.byteCount,
      payload: header.replay + payload)
  }

  static let streams: [(text: String, payload: [UInt8], entries: [String], hasEndLine: Bool)] = [
    ("", [0, 1, 2, 3], [], false),
    ("% Version 2\n% Width 304\n", [0x0C, 0x08, 0x25, 0x20, 0x0A], ["Version=2", "Width=304"], false),
    ("% a 1\r\n%  b \t 2  3 \r\n% \n% c\n", [1], ["a=1", "b=2 3", "c="], false),
    ("% evt 3.0\n% end\n", Array("% end\n% a 1\n".utf8), ["evt=3.0"], true),
    ("% end\r\n", [], [], true),
    ("% maker Caméras Ébène\n", [0x80], ["maker=Caméras Ébène"], false),
    // Payload that begins like a line: a wrong second byte, control bytes, broken UTF-8, a carriage return inside, no
    // end.
    ("% a 1\n", [0x25, 0x0A, 0x20], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20, 0x41, 0x00, 0x0A], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20, 0x41, 0x7F, 0x0A], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20, 0xC3, 0x28, 0x0A], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20, 0x0D, 0x28, 0x0A], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20] + [UInt8](repeating: 0x41, count: 1021) + [0x0A], ["a=1"], false),
    ("% a 1\n", [0x25, 0x20] + [UInt8](repeating: 0x41, count: 4000), ["a=1"], false),
  ]

  @Test func endsWhereThePayloadBegins() throws {
    for stream in Self.streams {
      let outcome = try parse(Array(stream.text.utf8) + stream.payload)
      #expect(outcome.entries.map { "\($0.key)=\($0.value)" } == stream.entries)
      #expect(outcome.hasEndLine == stream.hasEndLine)
      #expect(outcome.byteCount == UInt64(stream.text.utf8.count))
      #expect(outcome.payload == stream.payload)
    }
  }

  @Test func everyCutGivesTheSame() throws {
    for stream in Self.streams {
      let bytes = Array(stream.text.utf8) + stream.payload
      let whole = try parse(bytes)
      for first in 0...bytes.count where bytes.count < 100 || first < 12 || first > 1000 {
        let outcome = try parse(bytes, cuts: [first, min(first + 1, bytes.count)])
        #expect(outcome == whole)
      }
      let single = try parse(bytes, cuts: Array(0..<bytes.count))
      #expect(single == whole)
    }
  }

  @Test func longestLineIsTaken() throws {
    let line = "% " + String(repeating: "k", count: ASCIIHeader.lineByteLimit - 4) + "\n"
    let outcome = try parse(Array(line.utf8) + [9])
    #expect(outcome.entries.count == 1 && outcome.payload == [9])
  }

  @Test func lastOfEqualKeysWinsWhateverTheCase() throws {
    var header = ASCIIHeader()
    _ = try header.consume(Array("% date A\n% Date B\n% width 3\n".utf8).span.bytes)
    #expect(header.value(of: "DATE") == "B")
    #expect(header.value(of: "Width") == "3")
    #expect(header.value(of: "Height") == nil)
    #expect(header.entries.count == 3)
  }

  @Test func endLineNeedsNoLineEndAtTheEndOfTheStream() throws {
    for text in ["% a 1\n% end", "% a 1\n% end\r"] {
      let outcome = try parse(Array(text.utf8))
      #expect(outcome.hasEndLine && outcome.payload.isEmpty && outcome.byteCount == UInt64(text.utf8.count))
    }
  }

  @Test func endInsideALineIsDamage() {
    for text in ["%", "% ", "% Wid", "% Width 304", "% Version 2\n% Hei"] {
      let error = #expect(throws: EventFormatError.self) { _ = try parse(Array(text.utf8)) }
      #expect(error?.code == .badHeader)
      #expect(error?.offset == UInt64(text.utf8.count))
    }
  }

  @Test func endlessHeaderIsAnError() {
    var header = ASCIIHeader()
    let piece = Array(String(repeating: "% k v\n", count: 1000).utf8)
    let error = #expect(throws: EventFormatError.self) {
      for _ in 0..<1000 { _ = try header.consume(piece.span.bytes) }
    }
    #expect(error?.code == .badHeader)
    #expect(header.byteCount <= UInt64(ASCIIHeader.byteLimit + 6))
  }

  @Test func replayIsDroppedFromTheFront() throws {
    var header = ASCIIHeader()
    _ = try header.consume(([0x25, 0x20, 0x01] as [UInt8]).span.bytes)
    #expect(header.replay == [0x25, 0x20, 0x01])
    header.dropReplay(1)
    #expect(header.replay == [0x20, 0x01])
    header.dropReplay(2)
    #expect(header.replay.isEmpty)
  }
}
