/// Made-up input for calibration where no recording is at hand: rectangles that move, as an event camera sees them.
package struct SyntheticInput {
  fileprivate struct Rectangle {
    var x, y, width, height, speedX, speedY: Float
  }

  private let input: NetworkInput
  private let isImage: Bool
  private var random: SplitMix64
  private var rectangles: [Rectangle] = []

  /// Creates a scene for a network's input.
  package init(description: NetworkDescription, seed: UInt64) {
    input = description.input
    isImage = description.variant == .coco
    random = SplitMix64(seed: seed)
    for _ in 0..<8 {
      rectangles.append(
        Rectangle(
          x: random.uniform(0, Float(input.width)), y: random.uniform(0, Float(input.height)),
          width: random.uniform(0.05, 0.3) * Float(input.width),
          height: random.uniform(0.05, 0.3) * Float(input.height),
          speedX: random.uniform(-0.04, 0.04) * Float(input.width),
          speedY: random.uniform(-0.02, 0.02) * Float(input.height)))
    }
  }

  /// The next timestep, [3, height, width], divided by the normalisation divisor.
  package mutating func next() -> [Float] {
    let pixels = input.width * input.height
    // 0 nothing, 1 ON, 2 OFF; noise first, edges over it.
    var codes = [UInt8](repeating: 0, count: pixels)
    for _ in 0..<pixels / 100 { codes[random.index(below: pixels)] = UInt8(1 + random.index(below: 2)) }
    for index in rectangles.indices { rectangles[index] = moved(rectangles[index], drawingInto: &codes) }
    return isImage ? imageValues(codes) : eventValues(codes)
  }

  private mutating func moved(_ before: Rectangle, drawingInto codes: inout [UInt8]) -> Rectangle {
    var rectangle = before
    rectangle.x += rectangle.speedX
    rectangle.y += rectangle.speedY
    if rectangle.x < 0 || rectangle.x > Float(input.width) { rectangle.speedX = -rectangle.speedX }
    if rectangle.y < 0 || rectangle.y > Float(input.height) { rectangle.speedY = -rectangle.speedY }
    for y in 0..<input.height {
      for x in 0..<input.width {
        let (was, isNow) = (before.covers(x, y), rectangle.covers(x, y))
        guard was != isNow, random.uniform(0, 1) < 0.8 else { continue }
        codes[y * input.width + x] = isNow ? 1 : 2
      }
    }
    return rectangle
  }

  private func eventValues(_ codes: [UInt8]) -> [Float] {
    let divisor = input.normalisationDivisor
    switch input.representation {
    case .lastPolarity:
      let plane = codes.map { ($0 == 0 ? 127 : $0 == 1 ? 255 : 0) / divisor }
      return plane + plane + plane
    case .histogram(let cap):
      let count = Float(min(cap, 3)) / divisor
      return codes.map { $0 == 1 ? count : 0 } + codes.map { $0 == 2 ? count : 0 } + codes.map { _ in 0 }
    }
  }

  private mutating func imageValues(_ codes: [UInt8]) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(3 * codes.count)
    for _ in 0..<NetworkInput.channels {
      let base = random.uniform(60, 180)
      for y in 0..<input.height {
        for x in 0..<input.width {
          let covering = rectangles.lastIndex { $0.covers(x, y) }
          let grey = covering.map { Float(($0 * 53) % 200 + 30) } ?? base
          values.append((grey + random.uniform(-8, 8)) / input.normalisationDivisor)
        }
      }
    }
    return values
  }
}

extension SyntheticInput.Rectangle {
  fileprivate func covers(_ column: Int, _ row: Int) -> Bool {
    let (px, py) = (Float(column), Float(row))
    return px >= x && px < x + width && py >= y && py < y + height
  }
}
