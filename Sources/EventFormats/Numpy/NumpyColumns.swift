/// The values of an array that is stored column after column, as far as its columns have come.
///
/// The bytes of the columns are kept as they are until the last one that matters comes and makes rows whole.
struct NumpyColumns: Sendable {
  private let columns: [EventColumn]
  private let count: Int
  private let field: NumpyField
  private let lastColumn: Int
  private var columnIndex = 0
  private(set) var row = 0
  private var bytes: [UInt8] = []
  /// Where the values of each column begin in `bytes`.
  private var starts = Starts()

  private struct Starts {
    var time = 0
    var x = 0
    var y = 0
    var polarity = 0
  }

  /// Creates storage for `count` rows of values of one type, of which none is there.
  init(_ columns: [EventColumn], count: Int, field: NumpyField) {
    self.columns = columns
    self.count = count
    self.field = field
    lastColumn = columns.lastIndex { $0 != .ignored } ?? 0
  }

  /// Whether the values that come next make rows whole.
  var isAtLastColumn: Bool { columnIndex == lastColumn }

  /// Whether all columns have come.
  var isFinished: Bool { count == 0 || columnIndex == columns.count }

  /// The number of values of the present column that are still to come.
  var remainingRows: Int { count - row }

  /// The number of values still to come; the largest number where there are more.
  var remainingElements: Int {
    let (elements, overflows) = (columns.count - columnIndex).multipliedReportingOverflow(by: count)
    return overflows ? .max : elements - row
  }

  /// Takes values of the present column, at most `remainingRows`, where it is not the last one that matters.
  mutating func store(_ elements: UnsafeRawPointer, count elementCount: Int) {
    if columnIndex < lastColumn {
      if row == 0 { beginColumn() }
      if columns[columnIndex] != .ignored {
        bytes.append(
          contentsOf: UnsafeRawBufferPointer(start: elements, count: elementCount * field.type.byteCount))
      }
    }
    advance(by: elementCount)
  }

  /// Goes on after rows that `withRows` has given.
  mutating func advance(by elementCount: Int) {
    row += elementCount
    guard row == count else { return }
    row = 0
    columnIndex += 1
    if columnIndex > lastColumn { bytes = [] }
  }

  /// Gives `body` a function that makes a row of the values that are there and one of the last column that matters.
  func withRows(
    timeExponent: Int, _ body: (_ values: (_ row: Int, _ last: UnsafeRawPointer) -> NumpyValues) -> Void
  ) {
    let size = field.type.byteCount
    let last = columns[lastColumn]
    bytes.withUnsafeBytes { bytes in
      let read = { (column: EventColumn, start: Int, row: Int, element: UnsafeRawPointer) -> Int64? in
        let exponent = column == .time ? timeExponent : 0
        guard column != last, let base = bytes.baseAddress else {
          return field.integer(at: element, timesTenTo: exponent)
        }
        return field.integer(at: base + (start + row &* size), timesTenTo: exponent)
      }
      body { row, element in
        NumpyValues(
          time: read(.time, starts.time, row, element), x: read(.x, starts.x, row, element),
          y: read(.y, starts.y, row, element), polarity: read(.polarity, starts.polarity, row, element))
      }
    }
  }

  private mutating func beginColumn() {
    switch columns[columnIndex] {
    case .time: starts.time = bytes.count
    case .x: starts.x = bytes.count
    case .y: starts.y = bytes.count
    case .polarity: starts.polarity = bytes.count
    case .ignored: break
    }
  }
}
