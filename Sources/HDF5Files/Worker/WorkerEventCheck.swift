import Events

/// Checks that events from a worker are such as the rest of the program may rely on.
struct WorkerEventCheck {
  private let lastColumn: UInt16
  private let lastRow: UInt16

  init(_ geometry: SensorGeometry?) {
    lastColumn = UInt16((geometry?.width ?? 65536) - 1)
    lastRow = UInt16((geometry?.height ?? 65536) - 1)
  }

  /// Whether all events lie on the sensor and are either ON or OFF.
  func accepts(_ events: UnsafeBufferPointer<Event>) -> Bool {
    guard let base = events.baseAddress else { return true }
    var column: UInt16 = 0
    var row: UInt16 = 0
    var polarity: UInt32 = 0
    for index in 0..<events.count {
      let event = base[index]
      column = max(column, event.x)
      row = max(row, event.y)
      polarity |= UInt32(bitPattern: event.polarityBits)
    }
    return column <= lastColumn && row <= lastRow && polarity <= 1
  }
}
