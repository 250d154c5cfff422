import SpikingNetwork

/// Reads the numbers of a tensor in their order.
struct TensorReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int
  private let name: String

  /// Begins with the first number of a tensor that must have a type and rows of a length.
  init(_ name: String, element: TensorElement, columns: Int, of file: SafetensorsFile) throws {
    let tensor = try file.header.requireTensor(named: name)
    guard tensor.element == element, tensor.shape.count == 2, tensor.shape[1] == columns else {
      throw EvaluationPartialError.tensor(name)
    }
    bytes = file.data(of: tensor)
    place = bytes.startIndex
    self.name = name
  }

  /// Whether all numbers have been read.
  var isAtEnd: Bool { place == bytes.endIndex }

  mutating func integer() throws -> Int64 { Int64(bitPattern: try bits()) }

  /// A number of things, of which there cannot be more than the file has bytes.
  mutating func count() throws -> Int {
    let value = try integer()
    guard (0...Int64(Int32.max)).contains(value) else { throw EvaluationPartialError.tensor(name) }
    return Int(value)
  }

  mutating func double() throws -> Double { Double(bitPattern: try bits()) }

  mutating func float() throws -> Float { Float(bitPattern: try bits()) }

  private mutating func bits<Bits: FixedWidthInteger & BitwiseCopyable>() throws -> Bits {
    let size = MemoryLayout<Bits>.size
    guard bytes.endIndex - place >= size else { throw EvaluationPartialError.tensor(name) }
    defer { place += size }
    return bytes.withUnsafeBytes { raw in
      Bits(littleEndian: raw.loadUnaligned(fromByteOffset: place - bytes.startIndex, as: Bits.self))
    }
  }
}
