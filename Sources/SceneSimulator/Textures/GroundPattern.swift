/// The grain of asphalt, stone and grass: a square of random values around 0 with halved copies of itself.
final class GroundPattern {
  static let log2Size = 8
  /// Texels per metre; the pattern repeats every 16 m.
  static let texelsPerMetre = 16.0

  let texels: UnsafeMutablePointer<Float>
  let offsets: [Int]

  init(contrast: Double, random: inout SeededRandom) {
    let noise = FractalNoise(cells: 16, octaves: 5, persistence: 0.8, random: &random)
    let patches = FractalNoise(cells: 3, octaves: 2, persistence: 0.5, random: &random)
    var offsets: [Int] = []
    var count = 0
    for level in 0...Self.log2Size {
      offsets.append(count)
      count += 1 << (2 * (Self.log2Size - level))
    }
    self.offsets = offsets
    texels = .allocate(capacity: count)
    let size = 1 << Self.log2Size
    for y in 0..<size {
      for x in 0..<size {
        let u = (Double(x) + 0.5) / Double(size)
        let v = (Double(y) + 0.5) / Double(size)
        // Patches of newer asphalt have borders.
        let patch = min(max(patches.value(u, v) * 6, -1), 1) * 0.35
        texels[y * size + x] = Float(contrast * (noise.value(u, v) + patch))
      }
    }
    for level in 1...Self.log2Size {
      let side = size >> level
      let source = texels + offsets[level - 1]
      let target = texels + offsets[level]
      for y in 0..<side {
        for x in 0..<side {
          let first = y * 2 * side * 2 + x * 2
          target[y * side + x] =
            ((source[first] + source[first + 1]) + (source[first + 2 * side] + source[first + 2 * side + 1])) * 0.25
        }
      }
    }
  }

  deinit { texels.deallocate() }
}
