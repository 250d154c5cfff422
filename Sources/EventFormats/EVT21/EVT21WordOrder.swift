/// The order of the two 32-bit halves of an EVT2.1 word.
public enum EVT21WordOrder: String, Sendable, CaseIterable {
  /// The pixel mask comes first: plain 64-bit little-endian words, `endianness=little`.
  case little
  /// The half with the word's type comes first, as older firmware writes, `endianness=legacy`.
  case legacy

  /// A word as it is defined from one as it is stored, and the other way round.
  @inline(__always)
  func reordered(_ word: UInt64) -> UInt64 { self == .little ? word : word << 32 | word >> 32 }
}
