/// How the frequent words of a RAW stream are decoded; every way gives the same events and statistics.
package enum DecodingAcceleration: Sendable, CaseIterable {
  /// Word by word.
  case none
  /// Runs of words, in Swift.
  case portable
  /// Runs of words with the widest vector instructions that the processor has.
  case best
}
