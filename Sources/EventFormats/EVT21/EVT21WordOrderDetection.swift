/// Finds the order of the halves of EVT2.1 words where the header does not say.
///
/// In the right order every word has a type of the format and time bases hardly ever fall; in the wrong one the types are
/// bits of pixel masks.
struct EVT21WordOrderDetection: Sendable {
  /// The first bytes of the stream that are looked at, at most.
  static let byteLimit = 65_536
  /// So much more doubt about one order than about the other settles the matter before that.
  private static let decisiveDoubt = 16

  private var little = Evidence()
  private var legacy = Evidence()
  private var seenByteCount = 0

  /// What the words look like in one order.
  private struct Evidence {
    var strangeTypes = 0
    var timeBases = 0
    var fallingTimeBases = 0
    private var lastBase: UInt64 = 0

    mutating func add(_ word: UInt64) {
      switch word >> 60 {
      case EVT21.WordType.timeHigh:
        let base = word >> 32 & 0x0FFF_FFFF
        if base < lastBase { fallingTimeBases += 1 }
        lastBase = base
        timeBases += 1
      case EVT21.WordType.off, EVT21.WordType.on, EVT21.WordType.externalTrigger, EVT21.WordType.other,
        EVT21.WordType.continued:
        break
      default:
        strangeTypes += 1
      }
    }

    /// How much speaks against the order; a stream without any time base would give no event.
    var doubt: Int { strangeTypes + fallingTimeBases + (timeBases == 0 ? 1 : 0) }
  }

  /// Looks at what `bytes`, the stream's first bytes, have more than at the last call.
  ///
  /// - Returns: whether the order is settled.
  mutating func look(at bytes: Span<UInt8>) -> Bool {
    while seenByteCount < Self.byteLimit && abs(little.doubt - legacy.doubt) < Self.decisiveDoubt {
      guard bytes.count - seenByteCount >= 8 else { return false }
      var word: UInt64 = 0
      for index in 0..<8 { word |= UInt64(bytes[seenByteCount + index]) << UInt64(8 * index) }
      little.add(word)
      legacy.add(word << 32 | word >> 32)
      seenByteCount += 8
    }
    return true
  }

  /// The order in which the words look right; `little` where they do in both.
  var wordOrder: EVT21WordOrder { legacy.doubt < little.doubt ? .legacy : .little }
}
