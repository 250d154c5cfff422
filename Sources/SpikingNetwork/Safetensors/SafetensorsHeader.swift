/// The checked header of a safetensors file: what it holds and where, without the data.
///
/// Layout: 8 bytes with the header's length (little-endian), the header (JSON), the data. Every tensor's bytes are
/// known to lie inside the file, to fit its shape, and to overlap no other tensor's.
public struct SafetensorsHeader: Equatable, Sendable {
  /// The bytes of the length field at the start of the file.
  public static let lengthByteCount = 8
  /// The longest header that the format allows, in bytes.
  public static let largestHeaderByteCount = 100_000_000

  /// The text entries of `__metadata__`.
  public let metadata: [String: String]
  /// The tensors in the order of their bytes in the file.
  public let tensors: [TensorDescription]

  private let indexByName: [String: Int]

  /// Reads how many bytes the header takes behind the length field, so that a caller can read just these.
  ///
  /// - Parameters:
  ///   - prefix: The first 8 bytes of the file.
  ///   - fileByteCount: The size of the whole file.
  public static func headerByteCount(
    prefix: Span<UInt8>, fileByteCount: Int
  ) throws(SafetensorsError) -> Int {
    guard prefix.count >= lengthByteCount, fileByteCount >= lengthByteCount else {
      throw .tooShort(byteCount: min(prefix.count, fileByteCount))
    }
    var length: UInt64 = 0
    for index in 0..<lengthByteCount { length |= UInt64(prefix[index]) << (8 * UInt64(index)) }
    let available = min(fileByteCount - lengthByteCount, largestHeaderByteCount)
    guard length <= UInt64(available) else { throw .headerTooLong(headerByteCount: length, available: available) }
    return Int(length)
  }

  /// Reads and checks a header.
  ///
  /// - Parameters:
  ///   - json: The header's bytes, without the length field.
  ///   - fileByteCount: The size of the whole file, against which every offset is checked.
  public init(json: [UInt8], fileByteCount: Int) throws(SafetensorsError) {
    var scanner = SafetensorsHeaderScanner(bytes: json, baseOffset: Self.lengthByteCount)
    let (metadata, entries) = try scanner.header()
    let dataOffset = Self.lengthByteCount + json.count
    let available = max(fileByteCount - dataOffset, 0)
    var tensors: [TensorDescription] = []
    tensors.reserveCapacity(entries.count)
    for entry in entries {
      guard let element = TensorElement(rawValue: entry.element) else {
        throw .unsupportedElement(key: entry.name, element: entry.element)
      }
      guard entry.begin <= entry.end, entry.end <= available else {
        throw .outOfRange(key: entry.name, begin: entry.begin, end: entry.end, available: available)
      }
      let byteCount = entry.end - entry.begin
      guard TensorDescription.byteCount(of: entry.shape, element: element) == byteCount else {
        throw .sizeMismatch(key: entry.name, shape: entry.shape, element: element, byteCount: byteCount)
      }
      tensors.append(
        TensorDescription(
          name: entry.name, element: element, shape: entry.shape,
          byteRange: dataOffset + entry.begin..<dataOffset + entry.end))
    }
    tensors.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound, $0.name)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound, $1.name)
    }
    // The format asks that tensors follow one another without gaps, so that nothing can hide between them.
    var end = dataOffset
    for (index, tensor) in tensors.enumerated() {
      guard tensor.byteRange.lowerBound >= end else { throw .overlap(key: tensors[index - 1].name, other: tensor.name) }
      guard tensor.byteRange.lowerBound == end else {
        throw .unclaimedBytes(offset: end, count: tensor.byteRange.lowerBound - end)
      }
      end = tensor.byteRange.upperBound
    }
    guard end == dataOffset + available else {
      throw .unclaimedBytes(offset: end, count: dataOffset + available - end)
    }
    self.metadata = metadata
    self.tensors = tensors
    indexByName = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1.name, $0) })
  }

  /// The tensor of that key, or nil.
  public func tensor(named name: String) -> TensorDescription? {
    indexByName[name].map { tensors[$0] }
  }

  /// The tensor of that key; throws `missingTensor` with the keys there are.
  public func requireTensor(named name: String) throws(SafetensorsError) -> TensorDescription {
    guard let tensor = tensor(named: name) else {
      throw .missingTensor(key: name, available: tensors.map(\.name).sorted())
    }
    return tensor
  }
}
