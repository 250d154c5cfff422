/// A smooth random pattern over the unit square: random values on a lattice, bilinear in between.
struct Texture {
  private let columns: Int
  private let rows: Int
  private let values: [Float]

  /// A pattern of `columns` x `rows` cells with values in -`amplitude`...`amplitude`.
  init(columns: Int, rows: Int, amplitude: Double, random: inout SeededRandom) {
    self.columns = columns
    self.rows = rows
    var values: [Float] = []
    for _ in 0..<((columns + 1) * (rows + 1)) { values.append(Float(random.number(in: -amplitude...amplitude))) }
    self.values = values
  }

  /// The rows of the lattice around a height in the unit square.
  struct Row {
    fileprivate var first: Int
    fileprivate var down: Float
  }

  /// Where the values of one row of pixels come from; heights outside the unit square count as the nearest inside.
  func row(v: Float) -> Row {
    let y = min(max(v, 0), 1) * Float(rows)
    let row = min(Int(y), rows - 1)
    return Row(first: row * (columns + 1), down: y - Float(row))
  }

  /// The value at a place of a row; places outside the unit square count as the nearest inside.
  @inline(__always)
  func value(u: Float, row: Row) -> Float {
    let x = min(max(u, 0), 1) * Float(columns)
    let column = min(Int(x), columns - 1)
    let right = x - Float(column)
    let upperIndex = row.first + column
    let lowerIndex = upperIndex + columns + 1
    let upper = values[upperIndex] + (values[upperIndex + 1] - values[upperIndex]) * right
    let lower = values[lowerIndex] + (values[lowerIndex + 1] - values[lowerIndex]) * right
    return upper + (lower - upper) * row.down
  }
}
