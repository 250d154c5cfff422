import CSceneKernels

/// A picture that is laid on surfaces: body, fixed and emitted light, and coverage, with halved copies of itself.
///
/// Sides are powers of two. Light is held multiplied by coverage, so that mixing texels mixes light.
final class SceneTexture {
  /// What the kernels read; valid as long as the texture.
  let pointer: UnsafePointer<scene_texture>
  private let texels: UnsafeMutablePointer<Float>

  /// One texel.
  struct Texel {
    /// Light that takes the object's colour.
    var body: Float = 0
    /// Light of what has its own colour: glass, rubber, walls.
    var fixed: Float = 0
    /// Light that shines by itself.
    var emission: Float = 0
    /// 0 where nothing is, 1 where it hides everything.
    var coverage: Float = 1

    /// Lays another texel over this one, as far as `share` goes.
    mutating func cover(_ other: Texel, share: Float) {
      body += (other.body - body) * share
      fixed += (other.fixed - fixed) * share
      emission += (other.emission - emission) * share
      coverage += (other.coverage - coverage) * share
    }
  }

  /// Makes a texture.
  ///
  /// - Parameters:
  ///   - log2Width, log2Height: the sides' binary logarithms, 0...10.
  ///   - repeats: whether it goes on with its other edge rather than its last texel.
  ///   - samples: how many places of a texel are looked at along each side.
  ///   - paint: the texel at a place in 0..<1 across and down.
  init(
    log2Width: Int, log2Height: Int, repeats: Bool, samples: Int = 2, paint: (_ u: Double, _ v: Double) -> Texel
  ) {
    let levels = max(log2Width, log2Height) + 1
    var offsets: [Int] = []
    var count = 0
    for level in 0..<levels {
      offsets.append(count)
      count += 1 << (max(log2Width - level, 0) + max(log2Height - level, 0))
    }
    let width = 1 << log2Width
    let height = 1 << log2Height
    texels = .allocate(capacity: count * 4)
    let share = 1 / Float(samples * samples)
    for y in 0..<height {
      for x in 0..<width {
        let out = texels + (y * width + x) * 4
        out.update(repeating: 0, count: 4)
        for k in 0..<(samples * samples) {
          let u = (Double(x) + (Double(k % samples) + 0.5) / Double(samples)) / Double(width)
          let v = (Double(y) + (Double(k / samples) + 0.5) / Double(samples)) / Double(height)
          let texel = paint(u, v)
          out[0] += texel.body * texel.coverage * share
          out[1] += texel.fixed * texel.coverage * share
          out[2] += texel.emission * texel.coverage * share
          out[3] += texel.coverage * share
        }
      }
    }
    for level in 1..<max(levels, 1) {
      Self.halve(
        texels + offsets[level - 1] * 4, width: 1 << max(log2Width - level + 1, 0),
        height: 1 << max(log2Height - level + 1, 0), into: texels + offsets[level] * 4)
    }
    var texture = scene_texture()
    texture.texels = UnsafePointer(texels)
    withUnsafeMutableBytes(of: &texture.offsets) { bytes in
      for (level, offset) in offsets.enumerated() {
        bytes.storeBytes(of: Int32(offset), toByteOffset: 4 * level, as: Int32.self)
      }
    }
    texture.log2Width = Int32(log2Width)
    texture.log2Height = Int32(log2Height)
    texture.levels = Int32(levels)
    texture.repeats = repeats ? 1 : 0
    let pointer = UnsafeMutablePointer<scene_texture>.allocate(capacity: 1)
    pointer.initialize(to: texture)
    self.pointer = UnsafePointer(pointer)
  }

  deinit {
    pointer.deallocate()
    texels.deallocate()
  }

  /// One texel for everything.
  static func plain(body: Float = 1, fixed: Float = 0, emission: Float = 0) -> SceneTexture {
    SceneTexture(log2Width: 0, log2Height: 0, repeats: false, samples: 1) { _, _ in
      Texel(body: body, fixed: fixed, emission: emission)
    }
  }

  private static func halve(
    _ source: UnsafePointer<Float>, width: Int, height: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let stepX = width > 1 ? 1 : 0
    let stepY = height > 1 ? width : 0
    let newWidth = max(width / 2, 1)
    for y in 0..<max(height / 2, 1) {
      for x in 0..<newWidth {
        let first = y * 2 * stepY + x * 2 * stepX
        for channel in 0..<4 {
          let sum =
            (source[first * 4 + channel] + source[(first + stepX) * 4 + channel])
            + (source[(first + stepY) * 4 + channel] + source[(first + stepX + stepY) * 4 + channel])
          target[(y * newWidth + x) * 4 + channel] = sum * 0.25
        }
      }
    }
  }
}
