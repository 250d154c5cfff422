/// Hot pixels as a text: a line `x y` for each; `#` begins a comment, and empty lines say nothing.
public enum HotPixelList {
  /// The text of some pixels.
  public static func text(_ pixels: [PixelPosition]) -> String {
    pixels.map { "\($0.x) \($0.y)\n" }.joined()
  }

  /// Reads a text.
  ///
  /// - Throws: `HotPixelListError` that names the line.
  public static func parse(_ text: String) throws(HotPixelListError) -> [PixelPosition] {
    var pixels: [PixelPosition] = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = line.prefix { $0 != "#" }
      let parts = content.split { $0 == " " || $0 == "\t" }
      guard !parts.isEmpty else { continue }
      guard parts.count == 2, let x = UInt16(parts[0]), let y = UInt16(parts[1]) else {
        throw HotPixelListError(line: number, text: String(line.prefix(40)))
      }
      pixels.append(PixelPosition(x: x, y: y))
    }
    return pixels
  }
}
