import Events

/// A car (textured rectangle) or a pedestrian (textured ellipse) that crosses the picture once.
struct RoadUser {
  enum Kind: UInt32 {
    case car = 0
    case pedestrian = 1
  }

  /// The box at a moment, in pixels.
  struct Box {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var area: Double { max(right - left, 0) * max(bottom - top, 0) }

    func clipped(to geometry: SensorGeometry) -> Box {
      Box(
        left: max(left, 0), top: max(top, 0), right: min(right, Double(geometry.width)),
        bottom: min(bottom, Double(geometry.height)))
    }
  }

  let kind: Kind
  /// 0 for the farthest, 1 for the nearest; the nearer is larger, lower in the picture, and in front.
  let depth: Double
  /// When it enters and leaves the picture, in microseconds.
  let entry: Int64
  let exit: Int64

  private let startX: Double
  private let endX: Double
  private let baseline: Double
  private let width: Double
  private let height: Double
  /// How much larger it is when it leaves, relatively.
  private let growth: Double
  private let brightness: Float
  private let texture: Texture

  /// Width over sensor width that a car covers per second at most; decides how fine time must be cut.
  static let fastestCrossing = 0.6

  init(kind: Kind, geometry: SensorGeometry, random: inout SeededRandom, entry: (_ lifetime: Int64) -> Int64) {
    self.kind = kind
    let sensorWidth = Double(geometry.width)
    let sensorHeight = Double(geometry.height)
    depth = random.fraction()
    growth = random.number(in: -0.2...0.4)
    let crossing: Double
    switch kind {
    case .car:
      width = sensorHeight * (0.15 + 0.35 * depth) * random.number(in: 0.9...1.1)
      height = width * random.number(in: 0.42...0.6)
      crossing = random.number(in: 0.15...Self.fastestCrossing)
      texture = Texture(columns: 10, rows: 5, amplitude: 0.6, random: &random)
    case .pedestrian:
      height = sensorHeight * (0.18 + 0.3 * depth) * random.number(in: 0.9...1.1)
      width = height * random.number(in: 0.34...0.46)
      crossing = random.number(in: 0.04...0.12)
      texture = Texture(columns: 4, rows: 9, amplitude: 0.6, random: &random)
    }
    baseline = sensorHeight * (0.5 + 0.45 * depth)
    let contrast = random.number(in: 0.4...1.1)
    brightness = Float(random.fraction() < 0.5 ? -contrast : contrast)
    let margin = width * 0.7 + 2
    let fromLeft = random.fraction() < 0.5
    startX = fromLeft ? -margin : sensorWidth + margin
    endX = fromLeft ? sensorWidth + margin : -margin
    let lifetime = Int64((sensorWidth + 2 * margin) / (crossing * sensorWidth) * 1e6)
    self.entry = entry(lifetime)
    exit = self.entry + lifetime
  }

  /// Whether it is in or near the picture.
  func exists(at time: Int64) -> Bool { entry <= time && time < exit }

  /// Where it is; it stands on its baseline.
  func box(at time: Int64) -> Box {
    let progress = Double(time - entry) / Double(exit - entry)
    let scale = 1 + growth * progress
    let centre = startX + (endX - startX) * progress
    return Box(
      left: centre - width * scale / 2, top: baseline - height * scale, right: centre + width * scale / 2,
      bottom: baseline)
  }

  /// Covers a row of pixels, column `x` being `values[x]`, within a range of columns.
  func paint(row y: Int, columns: Range<Int>, box: Box, over values: inout [Float]) {
    let centreY = Double(y) + 0.5
    guard centreY > box.top - 1, centreY < box.bottom + 1 else { return }
    let first = max(columns.lowerBound, Int(max(box.left - 1, 0)))
    let last = min(columns.upperBound, Int(max(box.right + 2, 0)))
    guard first < last else { return }
    let v = Float((centreY - box.top) / (box.bottom - box.top))
    let textureRow = texture.row(v: v)
    let hasWindows = kind == .car && v > 0.12 && v < 0.45
    for x in first..<last {
      let centreX = Double(x) + 0.5
      let coverage = coverage(x: centreX, y: centreY, box: box)
      guard coverage > 0 else { continue }
      let u = Float((centreX - box.left) / (box.right - box.left))
      var logIntensity = brightness + texture.value(u: u, row: textureRow)
      if hasWindows, u > 0.1, u < 0.9, u < 0.46 || u > 0.54 { logIntensity -= 0.8 }
      values[x] += coverage * (logIntensity - values[x])
    }
  }

  /// How much of a pixel it covers, 0...1, edges smoothed over one pixel.
  @inline(__always)
  private func coverage(x: Double, y: Double, box: Box) -> Float {
    switch kind {
    case .car:
      let across = min(x - box.left, box.right - x) + 0.5
      let down = min(y - box.top, box.bottom - y) + 0.5
      return Float(min(max(across, 0), 1) * min(max(down, 0), 1))
    case .pedestrian:
      let radiusX = (box.right - box.left) / 2
      let radiusY = (box.bottom - box.top) / 2
      let relativeX = (x - (box.left + radiusX)) / radiusX
      let relativeY = (y - (box.top + radiusY)) / radiusY
      let distance = (relativeX * relativeX + relativeY * relativeY).squareRoot()
      return Float(min(max((1 - distance) * min(radiusX, radiusY) + 0.5, 0), 1))
    }
  }
}
