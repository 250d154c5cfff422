/// One field of a NumPy record.
struct NumPyField: Equatable {
  var name: String
  /// The type as the header writes it.
  var type: String
  /// How to read it; nil for types that are only skipped.
  var number: NumPyNumber?
  /// Bytes of one element.
  var width: Int
  /// Number of elements.
  var elements: Int
  /// Offset in the record.
  var offset: Int

  init(name: String, type: String, elements: Int, offset: Int) throws(BoxFileError) {
    self.name = name
    self.type = type
    self.elements = elements
    self.offset = offset
    let letters = Array(type.utf8)
    let orders: [UInt8] = [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "=")]
    let hasOrder = letters.first.map(orders.contains) ?? false
    let code = letters.dropFirst(hasOrder ? 1 : 0)
    guard let kind = code.first, let size = Int(String(decoding: code.dropFirst(), as: UTF8.self)),
      (0...NumPyHeader.largestLength).contains(size)
    else { throw .fieldType(field: name, type: type) }
    let kinds = Array("iufbVSUc".utf8)
    guard kinds.contains(kind) else { throw .fieldType(field: name, type: type) }
    // The size of text counts characters of 4 bytes.
    width = kind == UInt8(ascii: "U") ? 4 * size : size
    number = elements == 1 ? NumPyNumber(kind: kind, width: width, isBigEndian: letters[0] == UInt8(ascii: ">")) : nil
  }

  /// The element that begins at `offset` of the file.
  func read(_ bytes: Span<UInt8>, at offset: Int) -> NumPyValue? { number?.read(bytes, at: offset) }
}
