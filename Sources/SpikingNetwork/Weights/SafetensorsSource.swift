/// The tensors of a safetensors file that is not read as a whole.
public struct SafetensorsSource<Bytes: ByteSource>: WeightSource {
  /// What the file holds and where.
  public let header: SafetensorsHeader

  private let source: Bytes

  /// Reads and checks the header; throws `SafetensorsError`, or what reading throws.
  public init(_ source: Bytes) throws {
    let start = SafetensorsHeader.lengthByteCount
    let prefix = try source.bytes(0..<min(start, source.byteCount))
    let length = try SafetensorsHeader.headerByteCount(prefix: prefix.span, fileByteCount: source.byteCount)
    header = try SafetensorsHeader(json: source.bytes(start..<start + length), fileByteCount: source.byteCount)
    self.source = source
  }

  /// The tensors of the header, in the order of their bytes.
  public var tensors: [SafetensorsLayout.Tensor] { header.outlines }

  /// Reads the bytes of a tensor as they are in the file.
  public func bytes(ofTensorAt index: Int) throws -> [UInt8] { try source.bytes(header.tensors[index].byteRange) }
}
