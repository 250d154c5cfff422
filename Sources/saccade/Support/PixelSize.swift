import ArgumentParser

/// A width and a height in pixels, written `WIDTHxHEIGHT`.
struct PixelSize: ExpressibleByArgument, CustomStringConvertible {
  /// Columns, 1...65535.
  let width: Int
  /// Rows, 1...65535.
  let height: Int

  /// Creates a size; both sides are 1...65535.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
  }

  /// Reads `WIDTHxHEIGHT`; nil for anything else.
  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]), (1...65535).contains(width),
      (1...65535).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  var description: String { "\(width)x\(height)" }
}
