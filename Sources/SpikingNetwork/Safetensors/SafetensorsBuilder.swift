/// Gathers tensors and gives the bytes of a safetensors file that holds them.
public struct SafetensorsBuilder: Sendable {
  /// The text entries of `__metadata__`.
  public var metadata: [String: String]

  private var tensors: [SafetensorsLayout.Tensor] = []
  private var data: [[UInt8]] = []

  /// Creates a builder without tensors.
  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds a tensor from bytes in the file's order, row-major and little-endian; their number must fit the shape.
  public mutating func add(_ name: String, element: TensorElement, shape: [Int], data: [UInt8]) {
    tensors.append(.init(name: name, element: element, shape: shape))
    self.data.append(data)
  }

  /// Adds a float32 tensor, row-major.
  public mutating func add(_ name: String, shape: [Int], floats: [Float]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(floats.count * 4)
    for value in floats {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    add(name, element: .float32, shape: shape, data: bytes)
  }

  /// Adds a float16 tensor, row-major, each value rounded to the nearest.
  public mutating func add(_ name: String, shape: [Int], roundingToFloat16 floats: [Float]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(floats.count * 2)
    for value in floats {
      withUnsafeBytes(of: value.binary16.littleEndian) { bytes.append(contentsOf: $0) }
    }
    add(name, element: .float16, shape: shape, data: bytes)
  }

  /// The bytes of the file; throws `duplicateKey`, or `sizeMismatch` where data and shape do not fit.
  public func fileBytes() throws(SafetensorsError) -> [UInt8] {
    let layout = try SafetensorsLayout(metadata: metadata, tensors: tensors)
    var bytes = layout.headerBytes
    bytes.reserveCapacity(layout.fileByteCount)
    for (tensor, data) in zip(layout.tensors, data) {
      guard tensor.byteRange.count == data.count else {
        throw .sizeMismatch(key: tensor.name, shape: tensor.shape, element: tensor.element, byteCount: data.count)
      }
      bytes.append(contentsOf: data)
    }
    return bytes
  }
}
