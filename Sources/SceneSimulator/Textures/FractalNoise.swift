/// A smooth random pattern that repeats at the edges of the unit square: lattices of random values, each finer than the one
/// before and weaker.
struct FractalNoise {
  private let layers: [(cells: Int, weight: Double, values: [Float])]

  /// A pattern whose coarsest lattice has so many cells a side and each of `octaves` twice as many as the one before.
  init(cells: Int, octaves: Int, persistence: Double, random: inout SeededRandom) {
    var layers: [(cells: Int, weight: Double, values: [Float])] = []
    var weight = 1.0
    for octave in 0..<octaves {
      let count = cells << octave
      var values: [Float] = []
      values.reserveCapacity(count * count)
      for _ in 0..<(count * count) { values.append(Float(random.number(in: -1...1))) }
      layers.append((count, weight, values))
      weight *= persistence
    }
    self.layers = layers
  }

  /// The value at a place, around 0; the layers' weights add up to its largest.
  func value(_ u: Double, _ v: Double) -> Double {
    var sum = 0.0
    for layer in layers {
      let x = (u - u.rounded(.down)) * Double(layer.cells)
      let y = (v - v.rounded(.down)) * Double(layer.cells)
      let column = min(Int(x), layer.cells - 1)
      let row = min(Int(y), layer.cells - 1)
      let right = ElementaryFunctions.smoothStep(x - Double(column))
      let down = ElementaryFunctions.smoothStep(y - Double(row))
      let nextColumn = (column + 1) % layer.cells
      let nextRow = (row + 1) % layer.cells
      func at(_ row: Int, _ column: Int) -> Double { Double(layer.values[row * layer.cells + column]) }
      let upper = at(row, column) + (at(row, nextColumn) - at(row, column)) * right
      let lower = at(nextRow, column) + (at(nextRow, nextColumn) - at(nextRow, column)) * right
      sum += layer.weight * (upper + (lower - upper) * down)
    }
    return sum
  }
}
