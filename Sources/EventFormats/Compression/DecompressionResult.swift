/// How decompressing a frame ended.
package enum DecompressionResult: Equatable, Sendable {
  /// The whole frame was decompressed.
  case complete
  /// The frame breaks off; what comes before was decompressed.
  case truncated
  /// The frame contradicts its format.
  case malformed
  /// More comes out than is allowed.
  case tooLarge
}
