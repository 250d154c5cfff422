import Testing

import ZeroMQ

@Suite struct CurveKeyTests {
  @Test func theVectorsOfTheSpecificationAreRead() throws {
    // ZeroMQ RFC 26 and RFC 32 have these.
    let text = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
    let key = try #require(CurveKey(z85: text))
    #expect(key.bytes.prefix(4) == [0x54, 0xFC, 0xBA, 0x24])
    #expect(key.bytes.suffix(4) == [0x1B, 0xC2, 0xD6, 0x52] && key.bytes.count == 32)
    #expect(key.z85 == text)
    #expect(CurveKey(bytes: key.bytes) == key)
  }

  @Test(arguments: [
    "", "short", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf78",
    "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf ", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yfé",
    "#####rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y",
  ])
  func whatIsNoKeyIsNotRead(text: String) { #expect(CurveKey(z85: text) == nil) }

  @Test func pairsBelongTogetherAndAreNewEachTime() throws {
    let first = try CurveKeyPair.generate()
    let second = try CurveKeyPair.generate()
    #expect(first.secretKey != second.secretKey && first.publicKey != second.publicKey)
    #expect(try CurveKeyPair(secretKey: first.secretKey) == first)
    #expect(first.publicKey != first.secretKey)
  }
}
