import EventFormats
import Events
import TestSupport
import Testing

@Suite struct TextDecoderTests {
  static let events = [
    Event(time: 3, x: 214, y: 188, polarity: .on), Event(time: 1_000_007, x: 0, y: 1, polarity: .off),
    Event(time: 1_000_010, x: 345, y: 259, polarity: .on), Event(time: 1_000_009, x: 1, y: 1, polarity: .on),
  ]

  /// The same four events in the forms that people write.
  static let texts: [(name: String, text: String, variant: String)] = [
    (
      "faery", "t,x@346,y@260,on\n3,214,188,1\n1000007,0,1,0\n1000010,345,259,1\n1000009,1,1,1\n",
      "t,x,y,p, comma, times in us"
    ),
    (
      "aestream", "3,214,188,1\n1000007,0,1,0\n1000010,345,259,1\n1000009,1,1,1", "t,x,y,p, comma, times in us"
    ),
    (
      "standalone decoders", "%geometry:346,260\n214,188,1,3\n0,1,0,1000007\n345,259,1,1000010\n1,1,1,1000009\n",
      "x,y,p,t, comma, times in us"
    ),
    (
      "UZH", "0.000003000 214 188 1\n1.000007000 0 1 0\n1.000010 345 259 1\n1.000009 1 1 1\n",
      "t,x,y,p, whitespace, times in s"
    ),
    (
      "v2e",
      "# v2e 1.5\n#Creation time: 10:12:13\n# t [s] x y p\n3e-6 214 188 1\n1.000007e+00 0 1 0\n1.00001e0 345 259 1\n1.000009 1 1 1\n",
      "t,x,y,p, whitespace, times in s"
    ),
    (
      "MEVDT", "timestamp,x,y,p\r\n3,214,188,1\r\n1000007,0,1,-1\r\n1000010,345,259,1\r\n1000009,1,1,1\r\n",
      "t,x,y,p, comma, times in us"
    ),
    (
      "words",
      "Polarity; X; Y; Time(ms)\nTrue; 214 ;188; 0.003\nFalse;0;1;1000.007\ntrue;345;259;1000.01\nTRUE;1;1;1000.009\n",
      "p,x,y,t, semicolon, times in ms"
    ),
    (
      "nanoseconds",
      "\"x\"\t\"y\"\t\"t_ns\"\t\"index\"\t\"p\"\n214\t188\t3000\t0\t1\n0 1 1000006500 1 0\n345 259 1000010499 2 1\n1 1 1000009000 3 1\n",
      "x,y,t,-,p, whitespace, times in ns"
    ),
    (
      "numpy.savetxt",
      "3.000000000000000000e-06 2.140000000000000000e+02 1.880000000000000000e+02 1.000000000000000000e+00\n"
        + "1.000007000000000000e+00 0.000000000000000000e+00 1.000000000000000000e+00 0.000000000000000000e+00\n"
        + "1.000010000000000000e+00 3.450000000000000000e+02 2.590000000000000000e+02 1.000000000000000000e+00\n"
        + "1.000009000000000000e+00 1.000000000000000000e+00 1.000000000000000000e+00 1.000000000000000000e+00\n",
      "t,x,y,p, whitespace, times in s"
    ),
  ]

  @Test(arguments: texts.indices)
  func findsOutWhatColumnsHold(index: Int) {
    let (name, whole, variant) = Self.texts[index]
    // In four lines without names a step back of time is too much disorder for a time.
    let isNamed = ["faery", "MEVDT", "words", "nanoseconds"].contains(name)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: true)
    let text = isNamed ? whole : lines.dropLast().map { "\($0)\n" }.joined()
    let outcome = DecoderChecks.outcome(of: Array(text.utf8), everyCut: true, by: TextDecoder())
    #expect(outcome.error == nil, "\(name)")
    #expect(outcome.events == Array(Self.events.prefix(isNamed ? 4 : 3)), "\(name)")
    #expect(outcome.statistics.skipped == 0 && outcome.description?.variant == variant, "\(name)")
    let geometry = name.hasPrefix("standalone") || name == "faery" ? SensorGeometry(width: 346, height: 260) : nil
    #expect(outcome.description?.geometry == geometry)
    let found = try? FormatDetection.format(of: Array(text.utf8).span.bytes, isAll: true)
    #expect(found == .text, "\(name)")
  }

  /// Times in the forms of Unix time.
  @Test func findsOutTheUnitOfUnixTimes() {
    for (times, unit, first) in [
      (["1468939993.067416019", "1468939993.067417"], "s", 1_468_939_993_067_416),
      (["1672932747906204", "1672932747906205"], "us", 1_672_932_747_906_204),
      (["1672932747906204500", "1672932747906205500"], "ns", 1_672_932_747_906_205),
    ] as [([String], String, Int64)] {
      let text = times.map { "\($0),3,4,1\n" }.joined()
      let outcome = DecodingOutcome(TextDecoder(), of: Array(text.utf8))
      #expect(outcome.error == nil && outcome.description?.variant.hasSuffix("times in \(unit)") == true)
      #expect(outcome.events.first?.time == first)
    }
  }

  @Test func theOptionsReplaceWhatIsFound() {
    let text = "1,0,2,1,7\n0,1,3,0,8\n"
    let options = TextOptions(
      columns: EventColumn.list(parsing: "p, -, x, y, t"), separator: .comma, timeUnit: .milliseconds, hasHeader: true)
    let outcome = DecodingOutcome(TextDecoder(options: options), of: Array(text.utf8))
    #expect(outcome.events == [Event(time: 8000, x: 3, y: 0, polarity: .off)])
    for text in ["t,x,y", "t,x,y,p,t", "t,x,y,q", "", "t,x,y,p,"] { #expect(EventColumn.list(parsing: text) == nil) }
  }

  /// Lines that cannot be read, after lines that tell what the columns hold.
  @Test func linesThatCannotBeReadAreSkipped() {
    let good = (0..<600).map { "\($0),\($0 % 300),\($0 % 200),\($0 % 2)\n" }.joined()
    for (line, reason) in [
      ("5,6,7", .malformed), ("5,6,7,1,2", .malformed), ("5,6,7,2", .malformed), ("5,6,7,1.5", .malformed),
      ("5,6.5,7,1", .malformed), ("a,6,7,1", .malformed), ("5,,7,1", .malformed), ("5,65536,7,1", .outOfRange),
      ("5,-1,7,1", .outOfRange), ("5,6,99999999999999999999,1", .outOfRange),
      ("99999999999999999999,6,7,1", .malformed),
      ("5 6 7 1", .malformed), ("5,6,7,1 1", .malformed), (String(repeating: "1", count: 5000), .malformed),
      ("5,6,7,truth", .malformed), ("5e99999999999999999999,6,7,1", .malformed),
    ] as [(String, SkipReason)] {
      let bytes = Array((good + line + "\n1000,1,1,1\n").utf8)
      let outcome = DecoderChecks.outcome(of: bytes, by: TextDecoder())
      #expect(outcome.error == nil && outcome.events.count == 601, "\(line.prefix(40))")
      #expect(outcome.statistics[reason] == 1 && outcome.statistics.skipped == 1, "\(line.prefix(40))")
      #expect(outcome.statistics.firstOffset(of: reason) == UInt64(good.utf8.count))
    }
    let comments = Array((good + "\n  \n# 1,2,3,1\r\n%x\n 700 , 1 , 1 ,\t1 \r\n").utf8)
    let outcome = DecoderChecks.outcome(of: comments, by: TextDecoder())
    #expect(outcome.events.count == 601 && outcome.statistics.skipped == 0)
    let geometry = SensorGeometry(width: 100, height: 100)
    let small = DecodingOutcome(TextDecoder(geometry: geometry), of: Array(good.utf8))
    #expect(small.statistics[.outOfRange] > 0 && small.events.allSatisfy { $0.x < 100 && $0.y < 100 })
  }

  @Test func survivesDamage() {
    for index in Self.texts.indices {
      DecoderChecks.surviveDamage(of: Array(Self.texts[index].text.utf8), seed: UInt64(index), by: TextDecoder())
    }
    let noise = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) | 1 }
    DecoderChecks.outcome(
      of: noise, by: TextDecoder(options: .init(columns: [.time, .x, .y, .polarity], timeUnit: .seconds)))
  }

  @Test func refusesWhatItCannotRead() {
    for (text, code, words) in [
      ("", .empty, "empty"), ("once upon\na time\n", .notThisFormat, "a time"),
      ("1,2,3\n4,5,6\n", .unsupported, "3 columns"), ("1,2,3,4\n5,1,3,9\n", .unsupported, "1 | 2 | 3 | 4"),
      ("1,2,3,1,5\n", .unsupported, "5 columns"), ("t,x,y\n1,2,3\n", .unsupported, "3 columns"),
      ("20000000.5,2,3,1\n20000001.5,2,3,1\n", .unsupported, "unit of the times"),
    ] as [(String, EventFormatError.Code, String)] {
      let outcome = DecoderChecks.outcome(of: Array(text.utf8), everyCut: true, by: TextDecoder())
      #expect(outcome.error?.code == code && outcome.error?.message.contains(words) == true, "\(text)")
    }
    let options = TextOptions(columns: [.time, .x])
    #expect(DecodingOutcome(TextDecoder(options: options), of: Array("1,2\n".utf8)).error?.code == .unsupported)
    // Nothing but a header is an empty recording.
    for text in ["t,x,y,p\n", "# nothing\n", "\n"] {
      let outcome = DecoderChecks.outcome(of: Array(text.utf8), everyCut: true, by: TextDecoder())
      #expect(outcome.error == nil && outcome.events.isEmpty && outcome.statistics.skipped == 0)
    }
  }

  @Test func readsNumbersExactly() {
    for (text, power, value) in [
      ("0", 6, 0), ("-0", 0, 0), ("12", 6, 12_000_000), ("1.0000005", 6, 1_000_001), ("1.0000004999", 6, 1_000_000),
      ("-1.0000005", 6, -1_000_001), (".5", 0, 1), ("5.", 0, 5), ("9223372036854775807", 0, .max),
      ("9223372036854775808", 0, nil), ("9223372036854.775807", 6, .max), ("9223372036854.775808", 6, nil),
      ("0.00000000000000000000000001e26", 0, 1), ("100000000000000000000e-20", 0, 1),
      ("1e18", 0, 1_000_000_000_000_000_000),
      ("1e19", 0, nil), ("0e99999", 0, 0), ("1e-99999", 0, 0), ("+7", -3, 0), ("500", -3, 1), ("499", -3, 0),
      ("1e", 0, 1),
      ("99999999999999999999", -3, 100_000_000_000_000_000),
    ] as [(String, Int, Int64?)] {
      let found = Array(text.utf8).span.bytes.withUnsafeBytes { DecimalNumber.read($0) }
      #expect(found?.number.scaled(byTenTo: power) == value, "\(text)")
      #expect(found?.byteCount == (text == "1e" ? 1 : text.utf8.count))
    }
    for text in ["", "-", ".", "e5", "x1", "- 1"] {
      #expect(Array(text.utf8).span.bytes.withUnsafeBytes { DecimalNumber.read($0) } == nil)
    }
    var random = SplitMix64(state: 10)
    for _ in 0..<10_000 {
      let whole = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
      let micros = Int64.random(in: 0..<1_000_000, using: &random)
      let digits = String(1_000_000 + micros).dropFirst()
      let text = "\(whole).\(digits)"
      let found = Array(text.utf8).span.bytes.withUnsafeBytes { DecimalNumber.read($0) }
      #expect(found?.number.scaled(byTenTo: 6) == whole * 1_000_000 + (whole < 0 ? -micros : micros), "\(text)")
    }
  }
}
