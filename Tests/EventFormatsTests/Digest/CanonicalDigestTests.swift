import EventFormats
import Events
import Testing

@Suite struct CanonicalDigestTests {
  static func events(_ count: Int) -> [Event] {
    var events: [Event] = []
    for index in 0..<count {
      let x = UInt16(index * 7 % 65536)
      let y = UInt16(index * 31 % 65536)
      events.append(Event(time: Int64(index) * 1_000_003 - 5, x: x, y: y, polarity: index % 3 == 0 ? .on : .off))
    }
    return events
  }

  // From Python: hashlib.sha256 over struct.pack("<qHHB", i * 1000003 - 5, i * 7 % 65536, i * 31 % 65536, i % 3 == 0).
  static let expected: [(count: Int, digest: String)] = [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "ae39edbd79139a39a15a1c5be6b7eebc8e515581fef9ab9787ea40bd56c09677"),
    (4, "5c10a6c1f1af15ba439a6e364b9adc10c110c84be24acf49cb895bde3390e0c4"),
    (5, "29aac2df098c83756f7f18859bcf2ed45c9be8375a27da0971a9baa23be8706b"),
    (9, "3897fe46997e8987038714fe56011ddaa128cb847607938fa031a7b50c39bb6e"),
    (63, "d92cb7a2385b7a3e5f7badf6f7263a309b0537b3740fd9b7126db94dee4b6103"),
    (64, "7e5062c7fed697cb34282f6fed61a689726a697173b4572d36ff105f4a8ab46d"),
    (65, "4a5848b6f71cd7bc3031dd3934bb4785a6f78c64f83d5582c33efc5537877a64"),
    (1000, "e62d24a947d01f1ce84b706c807f165ecbd5242c4b0d6f655b6784d866e75fe8"),
  ]

  @Test(arguments: expected)
  func equalsThatOfAnotherImplementation(count: Int, expected: String) {
    for start in [CanonicalDigest(), CanonicalDigest(usesInstructions: false)] {
      var digest = start
      digest.add(Self.events(count).span)
      #expect(digest.hexadecimal == expected)
    }
  }

  @Test func doesNotDependOnTheCuts() {
    let events = Self.events(200)
    var whole = CanonicalDigest()
    whole.add(events.span)
    for first in 0...events.count {
      var digest = CanonicalDigest()
      digest.add(events.span.extracting(..<first))
      // Reading the digest in between changes nothing.
      _ = digest.hexadecimal
      digest.add(events.span.extracting(first...))
      #expect(digest.hexadecimal == whole.hexadecimal)
    }
  }
}
