/// A safetensors file in memory, checked.
public struct SafetensorsFile: Sendable {
  /// What the file holds and where.
  public let header: SafetensorsHeader
  /// The whole file.
  public let bytes: [UInt8]

  /// Checks the whole header; throws `SafetensorsError`.
  public init(bytes: [UInt8]) throws(SafetensorsError) {
    let headerByteCount = try SafetensorsHeader.headerByteCount(prefix: bytes.span, fileByteCount: bytes.count)
    let start = SafetensorsHeader.lengthByteCount
    header = try SafetensorsHeader(
      json: Array(bytes[start..<start + headerByteCount]), fileByteCount: bytes.count)
    self.bytes = bytes
  }

  /// The bytes of one tensor, row-major and little-endian as in the file.
  public func data(of tensor: TensorDescription) -> ArraySlice<UInt8> { bytes[tensor.byteRange] }

  /// The values of a floating-point tensor as float32, row-major; 16-bit values are kept exactly, F64 is rounded.
  ///
  /// Throws `missingTensor` or `notFloatingPoint`.
  public func floats(named name: String) throws(SafetensorsError) -> [Float] {
    let tensor = try header.requireTensor(named: name)
    guard tensor.element.isFloatingPoint else {
      throw .notFloatingPoint(key: name, element: tensor.element)
    }
    return Self.floats(of: bytes[tensor.byteRange], element: tensor.element)
  }

  /// The values of bytes in the file's order as float32; integers are converted.
  public static func floats(of bytes: ArraySlice<UInt8>, element: TensorElement) -> [Float] {
    bytes.withUnsafeBytes { raw in
      let count = raw.count / element.byteCount
      return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
          buffer.initializeElement(at: index, to: Self.float(raw, index, element))
        }
        initialized = count
      }
    }
  }

  @inline(__always)
  private static func float(_ raw: UnsafeRawBufferPointer, _ index: Int, _ element: TensorElement) -> Float {
    func load<Integer: FixedWidthInteger & BitwiseCopyable>(_ type: Integer.Type) -> Integer {
      Integer(littleEndian: raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Integer>.size, as: type))
    }
    switch element {
    case .float64: return Float(Double(bitPattern: load(UInt64.self)))
    case .float32: return Float(bitPattern: load(UInt32.self))
    case .float16: return Float(binary16: load(UInt16.self))
    case .bfloat16: return Float(bitPattern: UInt32(load(UInt16.self)) << 16)
    case .int64: return Float(load(Int64.self))
    case .int32: return Float(load(Int32.self))
    case .int16: return Float(load(Int16.self))
    case .int8: return Float(load(Int8.self))
    case .uint8: return Float(load(UInt8.self))
    }
  }
}
