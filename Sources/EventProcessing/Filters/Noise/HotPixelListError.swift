/// A line of a list of hot pixels that is none.
public struct HotPixelListError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line's number, from 1.
  public let line: Int
  /// The beginning of what stands there.
  public let text: String

  /// What is wrong, and what to write instead.
  public var description: String { "line \(line): '\(text)' is no pixel: write its column and row, such as 12 80" }
}
