/// Bilinear resizing of 8-bit images along fixed sizes, with half-pixel centres and a replicated border.
///
/// The arithmetic is that of OpenCV's 8-bit `INTER_LINEAR`, on whose results the published networks were trained: weights
/// of 11 bits, and low bits cut off in the second pass. At odd ratios about one pixel in a thousand still differs, by one grey level.
struct BilinearResampling: ~Copyable {
  private static let fractionBits: UInt32 = 11
  private static let one: UInt32 = 1 << fractionBits

  private struct Tap {
    var lower: Int
    var upper: Int
    var upperWeight: UInt32

    init(output: Int, outputCount: Int, inputCount: Int) {
      let scale = Double(inputCount) / Double(outputCount)
      let position = (Double(output) + 0.5) * scale - 0.5
      let whole = position.rounded(.down)
      lower = min(max(Int(whole), 0), inputCount - 1)
      upper = min(max(Int(whole) + 1, 0), inputCount - 1)
      upperWeight = UInt32(((position - whole) * Double(BilinearResampling.one)).rounded(.toNearestOrEven))
    }
  }

  private let columns: [Tap]
  private let rows: [Tap]
  private let inputWidth: Int
  /// Two horizontally resized rows.
  private let held: UnsafeMutablePointer<UInt32>

  init(inputWidth: Int, inputHeight: Int, outputWidth: Int, outputHeight: Int) {
    self.inputWidth = inputWidth
    columns = (0..<outputWidth).map { Tap(output: $0, outputCount: outputWidth, inputCount: inputWidth) }
    rows = (0..<outputHeight).map { Tap(output: $0, outputCount: outputHeight, inputCount: inputHeight) }
    held = .allocate(capacity: 2 * outputWidth)
    held.initialize(repeating: 0, count: 2 * outputWidth)
  }

  deinit { held.deallocate() }

  /// Resizes `source` (packed rows) into `destination`, whose rows lie `destinationStride` bytes apart.
  mutating func resize(
    _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>, destinationStride: Int
  ) {
    let width = columns.count
    var lowerRow = held
    var upperRow = held + width
    var lowerHeld = -1
    var upperHeld = -1
    var output = destination
    for row in rows {
      if row.lower != lowerHeld {
        if row.lower == upperHeld {
          swap(&lowerRow, &upperRow)
          swap(&lowerHeld, &upperHeld)
        } else {
          resizeRow(source + row.lower * inputWidth, into: lowerRow)
          lowerHeld = row.lower
        }
      }
      if row.upper != upperHeld {
        resizeRow(source + row.upper * inputWidth, into: upperRow)
        upperHeld = row.upper
      }
      let upperWeight = row.upperWeight
      let lowerWeight = Self.one - upperWeight
      for column in 0..<width {
        let lower = (lowerRow[column] &* lowerWeight) &>> 16
        let upper = (upperRow[column] &* upperWeight) &>> 16
        output[column] = UInt8(truncatingIfNeeded: (lower &+ upper &+ 2) &>> 2)
      }
      output += destinationStride
    }
  }

  private func resizeRow(_ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt32>) {
    columns.withUnsafeBufferPointer { columns in
      for (index, column) in columns.enumerated() {
        let upper = UInt32(source[column.upper]) &* column.upperWeight
        let lower = UInt32(source[column.lower]) &* (Self.one &- column.upperWeight)
        destination[index] = (lower &+ upper) &>> 4
      }
    }
  }
}
