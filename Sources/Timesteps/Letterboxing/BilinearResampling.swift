/// Bilinear resizing of 8-bit images along fixed sizes, with half-pixel centres and a replicated border.
///
/// The arithmetic is that of OpenCV's 8-bit `INTER_LINEAR`, on whose results the published networks were trained: positions in
/// float32, weights of 11 bits, and low bits cut off in the second pass. The results are the same bytes.
struct BilinearResampling: ~Copyable {
  private struct Tap {
    // Small, so that a row of taps stays in the first-level cache; a sensor's side is at most 65535.
    var lower: UInt16
    var upper: UInt16
    var lowerWeight: UInt16
    var upperWeight: UInt16

    init(output: Int, outputCount: Int, inputCount: Int) {
      // The quotient is inverted rather than taken the other way round, which may differ in the last bit.
      let scale = 1 / (Double(outputCount) / Double(inputCount))
      let position = Float((Double(output) + 0.5) * scale - 0.5)
      let below = Double(position).wholeBelow
      let fraction = position - Float(below)
      lower = UInt16(min(max(below, 0), inputCount - 1))
      upper = UInt16(min(max(below + 1, 0), inputCount - 1))
      // Each is rounded by itself: their sum may be one more or less than 2048.
      lowerWeight = UInt16(Double((1 - fraction) * 2048).wholeHalfToEven)
      upperWeight = UInt16(Double(fraction * 2048).wholeHalfToEven)
    }
  }

  private let columns: [Tap]
  private let rows: [Tap]
  private let inputWidth: Int
  /// Two horizontally resized rows.
  private let held: UnsafeMutablePointer<UInt16>

  init(inputWidth: Int, inputHeight: Int, outputWidth: Int, outputHeight: Int) {
    self.inputWidth = inputWidth
    columns = (0..<outputWidth).map { column in
      var tap = Tap(output: column, outputCount: outputWidth, inputCount: inputWidth)
      // At the border columns, unlike rows, count once.
      if tap.lower == tap.upper { (tap.lowerWeight, tap.upperWeight) = (2048, 0) }
      return tap
    }
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
      let lower = Int(row.lower)
      let upper = Int(row.upper)
      if lower != lowerHeld {
        if lower == upperHeld {
          swap(&lowerRow, &upperRow)
          swap(&lowerHeld, &upperHeld)
        } else {
          resizeRow(source + lower * inputWidth, into: lowerRow)
          lowerHeld = lower
        }
      }
      if upper != upperHeld {
        resizeRow(source + upper * inputWidth, into: upperRow)
        upperHeld = upper
      }
      let (lowerWeight, upperWeight) = (row.lowerWeight, row.upperWeight)
      for column in 0..<width {
        // The upper halves of 16-bit products, which every vector unit multiplies natively.
        let lower = UInt16(truncatingIfNeeded: (UInt32(lowerRow[column]) &* UInt32(lowerWeight)) &>> 16)
        let upper = UInt16(truncatingIfNeeded: (UInt32(upperRow[column]) &* UInt32(upperWeight)) &>> 16)
        output[column] = UInt8(truncatingIfNeeded: (lower &+ upper &+ 2) &>> 2)
      }
      output += destinationStride
    }
  }

  private func resizeRow(_ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt16>) {
    columns.withUnsafeBufferPointer { columns in
      for index in 0..<columns.count {
        let column = columns[index]
        let upper = UInt32(source[Int(column.upper)]) &* UInt32(column.upperWeight)
        let lower = UInt32(source[Int(column.lower)]) &* UInt32(column.lowerWeight)
        destination[index] = UInt16(truncatingIfNeeded: (lower &+ upper) &>> 4)
      }
    }
  }
}
