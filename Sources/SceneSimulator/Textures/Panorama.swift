/// The sky and what is too far away to move: luminance all around, from the horizon upwards.
final class Panorama {
  static let log2Width = 11
  static let height = 256
  /// Texels per radian, across and up.
  static let texelsPerRadian = Double(1 << log2Width) / (2 * Double.pi)

  let texels: UnsafeMutablePointer<Float>

  init(lighting: Lighting, daylight: SceneDescription.Daylight, isCity: Bool, random: inout SeededRandom) {
    let width = 1 << Self.log2Width
    let clouds = FractalNoise(cells: 8, octaves: 5, persistence: 0.55, random: &random)
    let skyline = Self.skyline(width: width, isCity: isCity, random: &random)
    let zenith: Double
    let cloudContrast: Double
    switch daylight {
    case .day: (zenith, cloudContrast) = (0.55, 0.35)
    case .overcast: (zenith, cloudContrast) = (0.75, 0.12)
    case .dusk: (zenith, cloudContrast) = (0.08, 0.2)
    case .night: (zenith, cloudContrast) = (0.006, 0.1)
    }
    texels = .allocate(capacity: width * Self.height)
    let horizonLight = max(lighting.hazeLuminance, zenith)
    for y in 0..<Self.height {
      let up = Double(y) / Double(Self.height)
      let clear = horizonLight + (zenith - horizonLight) * ElementaryFunctions.smoothStep(up * 1.4)
      for x in 0..<width {
        let u = Double(x) / Double(width)
        let cloud = max(clouds.value(u * 2, up * 0.7 + 0.1), -0.2)
        let sky = clear * (1 + cloudContrast * cloud)
        // The skyline's edge is three texels wide, so that it moves smoothly.
        let hidden = min(max((skyline.heights[x] - Double(y)) / 3 + 0.5, 0), 1)
        let far = lighting.hazeLuminance * skyline.shades[x]
        texels[y * width + x] = Float(max(sky + (far - sky) * hidden, 1e-4))
      }
    }
  }

  deinit { texels.deallocate() }

  /// Hills, and in a city blocks before them, with heights in texels.
  private static func skyline(
    width: Int, isCity: Bool, random: inout SeededRandom
  ) -> (heights: [Double], shades: [Double]) {
    let hills = FractalNoise(cells: 6, octaves: 5, persistence: 0.5, random: &random)
    var heights = (0..<width).map { 10 + 8 * hills.value(Double($0) / Double(width), 0.3) }
    var shades = [Double](repeating: 0.72, count: width)
    guard isCity else { return (heights, shades) }
    var x = 0
    while x < width {
      let length = 8 + random.index(below: 30)
      let height = random.number(in: 5...34)
      let shade = random.number(in: 0.55...0.85)
      if random.fraction() < 0.7 {
        for column in x..<min(x + length, width) where height > heights[column] {
          heights[column] = height
          shades[column] = shade
        }
      }
      x += length
    }
    return (heights, shades)
  }
}
