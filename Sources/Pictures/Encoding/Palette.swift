/// At most 256 colours and, for each pixel of a canvas, which of them it has.
struct Palette: Equatable {
  /// The colours, 1...256.
  private(set) var colors: [Color]
  /// For each pixel the index of its colour.
  private(set) var indices: [UInt8]

  /// The canvas's own colours where there are at most 256 of them, else the best that stand for them; opacity is
  /// ignored.
  init(_ canvas: Canvas) {
    if let (colors, indices) = Self.exact(canvas) {
      self.colors = colors
      self.indices = indices
    } else {
      (colors, indices) = Self.reduced(canvas)
    }
  }

  private static func exact(_ canvas: Canvas) -> ([Color], [UInt8])? {
    // An open hash table of the colours: four slots for each, so that runs of full slots stay short.
    let slotCount = 1024
    var slots = [Int16](repeating: -1, count: slotCount)
    var colors: [Color] = []
    var indices = [UInt8](repeating: 0, count: canvas.pixels.count)
    var last: (color: Color, index: UInt8)?
    for (position, pixel) in canvas.pixels.enumerated() {
      if let last, last.color == pixel {
        indices[position] = last.index
        continue
      }
      let key = UInt32(pixel.red) << 16 | UInt32(pixel.green) << 8 | UInt32(pixel.blue)
      var slot = Int(truncatingIfNeeded: (key &* 2_654_435_761) >> 22) & (slotCount - 1)
      while slots[slot] >= 0, colors[Int(slots[slot])].hexadecimal != key { slot = (slot + 1) & (slotCount - 1) }
      if slots[slot] < 0 {
        guard colors.count < 256 else { return nil }
        slots[slot] = Int16(colors.count)
        colors.append(Color(key))
      }
      let index = UInt8(truncatingIfNeeded: slots[slot])
      indices[position] = index
      last = (pixel, index)
    }
    return (colors, indices)
  }

  /// Median cut over colours of 5 bits a channel.
  private static func reduced(_ canvas: Canvas) -> ([Color], [UInt8]) {
    var bins = [ColorBin](repeating: ColorBin(), count: 1 << 15)
    for pixel in canvas.pixels { bins[bin(of: pixel)].add(pixel) }
    var boxes = [bins.indices.filter { bins[$0].count > 0 }]
    while boxes.count < 256 {
      guard
        let (index, _) = boxes.enumerated().filter({ $0.element.count > 1 })
          .max(by: { weight(of: $0.element, bins) < weight(of: $1.element, bins) })
      else { break }
      let (lower, upper) = halves(of: boxes[index], bins)
      boxes[index] = lower
      boxes.append(upper)
    }
    var indexOfBin = [UInt8](repeating: 0, count: bins.count)
    var colors: [Color] = []
    for box in boxes {
      var sum = ColorBin()
      for bin in box {
        indexOfBin[bin] = UInt8(truncatingIfNeeded: colors.count)
        sum.add(bins[bin])
      }
      colors.append(sum.mean)
    }
    return (colors, canvas.pixels.map { indexOfBin[bin(of: $0)] })
  }

  private static func bin(of color: Color) -> Int {
    Int(color.red >> 3) << 10 | Int(color.green >> 3) << 5 | Int(color.blue >> 3)
  }

  /// Boxes of many pixels that differ much are cut first.
  private static func weight(of box: [Int], _ bins: [ColorBin]) -> Double {
    let count = box.reduce(0) { $0 + bins[$1].count }
    return Double(count).squareRoot() * Double(widestChannel(of: box).span)
  }

  private static func widestChannel(of box: [Int]) -> (shift: Int, span: Int) {
    [10, 5, 0].map { shift in
      let values = box.map { $0 >> shift & 31 }
      return (shift, (values.max() ?? 0) - (values.min() ?? 0))
    }.max { $0.1 < $1.1 } ?? (0, 0)
  }

  private static func halves(of box: [Int], _ bins: [ColorBin]) -> ([Int], [Int]) {
    let shift = widestChannel(of: box).shift
    let sorted = box.sorted { ($0 >> shift & 31, $0) < ($1 >> shift & 31, $1) }
    let half = sorted.reduce(0) { $0 + bins[$1].count } / 2
    var count = 0
    var cut = 0
    while cut < sorted.count - 1 {
      count += bins[sorted[cut]].count
      cut += 1
      if count >= half { break }
    }
    return (Array(sorted[..<cut]), Array(sorted[cut...]))
  }
}
