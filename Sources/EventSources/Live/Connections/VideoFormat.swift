package import EventFormats

/// The formats of V4L2 that hold events, by the four characters that the maker's drivers give them.
package struct VideoFormat: Equatable {
  /// The encoding of the words.
  package var format: EventFormat
  /// The order of the halves of EVT2.1 words.
  package var wordOrder: EVT21WordOrder?

  /// The format of a four-character code; nil for formats of pictures.
  package init?(pixelFormat: UInt32) {
    switch Self.characters(of: pixelFormat) {
    case "PSEE": self.init(format: .evt2)
    case "PSE1": self.init(format: .evt21, wordOrder: .legacy)
    case "PSE2": self.init(format: .evt21, wordOrder: .little)
    case "PSE3": self.init(format: .evt3)
    default: return nil
    }
  }

  private init(format: EventFormat, wordOrder: EVT21WordOrder? = nil) {
    self.format = format
    self.wordOrder = wordOrder
  }

  /// The characters of a code, with those that cannot be shown replaced.
  package static func characters(of pixelFormat: UInt32) -> String {
    String(
      String.UnicodeScalarView(
        [0, 8, 16, 24].map { shift in
          let byte = UInt8(truncatingIfNeeded: pixelFormat >> shift)
          return Unicode.Scalar((0x20..<0x7F).contains(byte) ? byte : UInt8(ascii: "?"))
        }))
  }
}
