import CSQLite

/// A query that has been prepared, and the columns of its row.
struct SQLiteQuery: ~Copyable {
  let statement: OpaquePointer

  init(statement: OpaquePointer) { self.statement = statement }

  deinit { sqlite3_finalize(statement) }

  /// A column as a number.
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// A column as text.
  func text(_ column: Int32) -> String {
    guard let text = sqlite3_column_text(statement, column) else { return "" }
    return String(cString: text)
  }

  /// Puts the bytes of a column in the place of those that `bytes` holds.
  func copyBytes(_ column: Int32, to bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    guard let blob = sqlite3_column_blob(statement, column) else { return }
    bytes.append(
      contentsOf: UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, column))))
  }
}
