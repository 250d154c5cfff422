import EventFormats

extension InputFile {
  /// An array of numbers in a numpy file.
  struct NumpyArray {
    /// The type as numpy writes it, for example `<f4`.
    var type: String
    /// The sides, outermost first.
    var shape: [Int]
    /// Whether the first axis varies fastest.
    var isFortranOrder: Bool
    /// The offset of the first value.
    var firstByte: Int
  }

  private static let numpyMagic = [0x93] + Array("NUMPY".utf8)
  /// Real headers have some hundred bytes.
  private static let largestNumpyHeader = 65_536

  /// The array of a numpy file; nil where the file is none, or holds records.
  func numpyArray() throws(CommandFailure) -> NumpyArray? {
    guard byteCount >= 12 else { return nil }
    let start = try bytes(0..<12)
    guard Array(start.prefix(6)) == Self.numpyMagic, (1...3).contains(start[6]) else { return nil }
    // Version 1 has a length of 2 bytes, versions 2 and 3 of 4.
    let lengthBytes = start[6] == 1 ? 2 : 4
    let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let first = 8 + lengthBytes + length
    guard length <= Self.largestNumpyHeader, first <= byteCount else { return nil }
    guard case .dictionary(let entries)? = PythonLiteral(parsing: try bytes(8 + lengthBytes..<first)) else {
      return nil
    }
    func value(_ key: String) -> PythonLiteral? { entries.first { $0.key == .string(key) }?.value }
    guard case .string(let type)? = value("descr"), case .sequence(let sides)? = value("shape"),
      case .boolean(let isFortranOrder)? = value("fortran_order")
    else { return nil }
    let shape = sides.compactMap { side in if case .integer(let count) = side, count >= 0 { count } else { nil } }
    guard shape.count == sides.count else { return nil }
    return NumpyArray(type: type, shape: shape, isFortranOrder: isFortranOrder, firstByte: first)
  }
}
