import ArgumentParser

/// The size of a sensor pixel in a picture: `3` for a square of 3 pixels, `1/2` for half a pixel.
struct RenderScale: ExpressibleByArgument, Equatable {
  /// How many pixels a sensor pixel is wide; 1 where `divisor` is larger.
  var factor: Int
  /// How many sensor pixels become one.
  var divisor: Int

  init(factor: Int, divisor: Int = 1) {
    self.factor = factor
    self.divisor = divisor
  }

  init?(argument: String) {
    let legal = 1...64
    if argument.hasPrefix("1/"), let divisor = Int(argument.dropFirst(2)), legal.contains(divisor) {
      self.init(factor: 1, divisor: divisor)
    } else if let factor = Int(argument), legal.contains(factor) {
      self.init(factor: factor)
    } else {
      return nil
    }
  }

  /// The scale by which a width comes nearest to a target without being larger than it, if it can be.
  init(width: Int, target: Int) {
    if width <= target {
      self.init(factor: min(64, target / max(width, 1)))
    } else {
      self.init(factor: 1, divisor: min(64, (width + target - 1) / target))
    }
  }

  /// A number of sensor pixels in pixels of the picture.
  func scaled(_ length: Int) -> Int { (length * factor + divisor - 1) / divisor }

  /// A place on the sensor in pixels of the picture.
  func scaled(_ place: Double) -> Double { place * Double(factor) / Double(divisor) }
}
