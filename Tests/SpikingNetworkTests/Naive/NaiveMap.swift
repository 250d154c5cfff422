/// A feature map of the naive network: [channels, height, width], row-major, float64.
struct NaiveMap {
  var channels: Int
  var height: Int
  var width: Int
  var values: [Double]

  init(_ channels: Int, _ height: Int, _ width: Int, fill: Double = 0) {
    (self.channels, self.height, self.width) = (channels, height, width)
    values = Array(repeating: fill, count: channels * height * width)
  }

  subscript(c: Int, y: Int, x: Int) -> Double {
    get { values[(c * height + y) * width + x] }
    set { values[(c * height + y) * width + x] = newValue }
  }

  func mapped(_ transform: (Int, Double) -> Double) -> NaiveMap {
    var result = self
    for index in values.indices { result.values[index] = transform(index / (height * width), values[index]) }
    return result
  }

  static func + (a: NaiveMap, b: NaiveMap) -> NaiveMap {
    var result = a
    for index in result.values.indices { result.values[index] += b.values[index] }
    return result
  }

  /// The map with a border of `pixels` pixels that holds `border[channel]`.
  func padded(_ pixels: Int, with border: [Double]) -> NaiveMap {
    var result = NaiveMap(channels, height + 2 * pixels, width + 2 * pixels)
    for c in 0..<channels {
      for y in 0..<result.height {
        for x in 0..<result.width {
          let (iy, ix) = (y - pixels, x - pixels)
          let isInside = iy >= 0 && iy < height && ix >= 0 && ix < width
          result[c, y, x] = isInside ? self[c, iy, ix] : border[c]
        }
      }
    }
    return result
  }

  /// A convolution without padding; `weight` is [output][input / groups][kernel][kernel].
  func convolved(_ weight: [Double], to outputs: Int, kernel: Int, stride: Int = 1, isDepthwise: Bool = false)
    -> NaiveMap
  {
    var result = NaiveMap(outputs, (height - kernel) / stride + 1, (width - kernel) / stride + 1)
    let inputs = isDepthwise ? 1 : channels
    for o in 0..<outputs {
      for y in 0..<result.height {
        for x in 0..<result.width {
          var sum = 0.0
          for i in 0..<inputs {
            for ky in 0..<kernel {
              for kx in 0..<kernel {
                sum +=
                  weight[((o * inputs + i) * kernel + ky) * kernel + kx]
                  * self[isDepthwise ? o : i, y * stride + ky, x * stride + kx]
              }
            }
          }
          result[o, y, x] = sum
        }
      }
    }
    return result
  }

  /// 5x5 maximum, stride 1, padded with minus infinity.
  func maximum5() -> NaiveMap {
    let wide = padded(2, with: Array(repeating: -.infinity, count: channels))
    var result = self
    for c in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          result[c, y, x] = (0..<25).map { wide[c, y + $0 / 5, x + $0 % 5] }.max() ?? 0
        }
      }
    }
    return result
  }

  func upsampled() -> NaiveMap {
    var result = NaiveMap(channels, height * 2, width * 2)
    for c in 0..<channels {
      for y in 0..<result.height {
        for x in 0..<result.width { result[c, y, x] = self[c, y / 2, x / 2] }
      }
    }
    return result
  }

  func concatenated(_ other: NaiveMap) -> NaiveMap {
    var result = NaiveMap(channels + other.channels, height, width)
    result.values = values + other.values
    return result
  }
}
