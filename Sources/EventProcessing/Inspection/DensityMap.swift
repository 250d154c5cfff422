public import Events

/// Events per place on the sensor, in at most `cellLimit` cells of equal size.
///
/// Cells are pixels as long as there is room, then squares of pixels with a power of two as their side.
public struct DensityMap: Sendable {
  /// The largest number of cells.
  public static let cellLimit = 1 << 21

  /// Columns of pixels that the cells cover.
  public private(set) var width: Int
  /// Rows of pixels that the cells cover.
  public private(set) var height: Int
  /// A cell's side in pixels is 2 to the power of this.
  public private(set) var cellShift = 0
  /// Columns of cells.
  public private(set) var columns: Int
  /// Rows of cells.
  public private(set) var rows: Int
  /// Events of each cell, row by row.
  public private(set) var counts: [UInt64]

  /// Creates an empty map that covers a sensor; it grows where events lie outside.
  public init(geometry: SensorGeometry?) {
    width = geometry?.width ?? 1
    height = geometry?.height ?? 1
    while Self.cells(width, cellShift) * Self.cells(height, cellShift) > Self.cellLimit { cellShift += 1 }
    columns = Self.cells(width, cellShift)
    rows = Self.cells(height, cellShift)
    counts = [UInt64](repeating: 0, count: columns * rows)
  }

  /// Counts events that follow those of the last call.
  public mutating func add(_ events: Span<Event>) {
    var largestX = 0
    var largestY = 0
    for index in events.indices {
      largestX = max(largestX, Int(events[index].x))
      largestY = max(largestY, Int(events[index].y))
    }
    if !events.isEmpty, largestX >= width || largestY >= height { grow(toHold: largestX, largestY) }
    let (columns, shift) = (columns, cellShift)
    counts.withUnsafeMutableBufferPointer { counts in
      for index in events.indices {
        counts[Int(events[index].y) >> shift * columns + Int(events[index].x) >> shift] &+= 1
      }
    }
  }

  private mutating func grow(toHold x: Int, _ y: Int) {
    let old = self
    // By steps of 64 pixels, so that a stream that wanders outward does not copy the map at each event.
    if x >= width { width = min(65_536, (x + 64) / 64 * 64) }
    if y >= height { height = min(65_536, (y + 64) / 64 * 64) }
    while Self.cells(width, cellShift) * Self.cells(height, cellShift) > Self.cellLimit { cellShift += 1 }
    columns = Self.cells(width, cellShift)
    rows = Self.cells(height, cellShift)
    counts = [UInt64](repeating: 0, count: columns * rows)
    let step = cellShift - old.cellShift
    for row in 0..<old.rows {
      for column in 0..<old.columns {
        counts[row >> step * columns + column >> step] += old.counts[row * old.columns + column]
      }
    }
  }

  private static func cells(_ pixels: Int, _ shift: Int) -> Int { (pixels + (1 << shift) - 1) >> shift }
}
