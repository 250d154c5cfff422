/// The number of pixels of similar colour and the sums of their channels.
struct ColorBin: Equatable {
  private(set) var count = 0
  private var red = 0
  private var green = 0
  private var blue = 0

  mutating func add(_ color: Color) {
    count += 1
    red += Int(color.red)
    green += Int(color.green)
    blue += Int(color.blue)
  }

  mutating func add(_ other: ColorBin) {
    count += other.count
    red += other.red
    green += other.green
    blue += other.blue
  }

  /// Black for no pixels.
  var mean: Color {
    guard count > 0 else { return .black }
    func channel(_ sum: Int) -> UInt8 { UInt8(truncatingIfNeeded: (sum + count / 2) / count) }
    return Color(red: channel(red), green: channel(green), blue: channel(blue))
  }
}
