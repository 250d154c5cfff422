/// The named values of a record's header, or of a connection's data: each a `u32` length, then `name=value`.
struct ROSBag1Header: Sendable {
  private var values: [String: ArraySlice<UInt8>] = [:]

  /// Reads all values; nil where their lengths contradict the size.
  init?(_ bytes: [UInt8]) {
    var offset = 0
    while offset < bytes.count {
      guard bytes.count - offset >= 4 else { return nil }
      let length = bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
      offset += 4
      guard length <= bytes.count - offset else { return nil }
      let field = bytes[offset..<(offset + length)]
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      values[String(decoding: field[..<equals], as: UTF8.self)] = field[(equals + 1)...]
      offset += length
    }
  }

  /// What the record is.
  var operation: UInt8? { values["op"].flatMap { $0.count == 1 ? $0.first : nil } }

  /// A value as a `u32`; nil where it is none.
  func number(_ name: String) -> UInt32? {
    guard let value = values[name], value.count == 4 else { return nil }
    return value.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A value as text; nil where it is missing.
  func text(_ name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }
}
