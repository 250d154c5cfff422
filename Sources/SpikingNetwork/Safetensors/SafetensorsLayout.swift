/// Where everything lies in a safetensors file that is to be written: the header's bytes and each tensor's place.
///
/// Shapes are all it needs, so that a writer can send data to its place as it comes.
public struct SafetensorsLayout: Sendable {
  /// A tensor to be written.
  public struct Tensor: Equatable, Sendable {
    /// The tensor's key; `__metadata__` is not allowed.
    public var name: String
    /// The type of its elements.
    public var element: TensorElement
    /// Its dimensions, outermost first, none negative.
    public var shape: [Int]

    /// Creates a tensor to be written.
    public init(name: String, element: TensorElement, shape: [Int]) {
      self.name = name
      self.element = element
      self.shape = shape
    }
  }

  /// The length field and the header, padded with spaces to a multiple of 8 bytes.
  public let headerBytes: [UInt8]
  /// The tensors with their places, in the order given.
  public let tensors: [TensorDescription]
  /// The size of the whole file in bytes.
  public let fileByteCount: Int

  /// Lays out a file; throws `duplicateKey` for a key given twice and `sizeMismatch` for an impossible shape.
  ///
  /// The same arguments always give the same bytes: metadata is sorted by key, tensors keep their order.
  public init(metadata: [String: String] = [:], tensors: [Tensor]) throws(SafetensorsError) {
    var seen: Set<String> = ["__metadata__"]
    var fields: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      fields.append("\"__metadata__\":{\(entries.joined(separator: ","))}")
    }
    var ranges: [Range<Int>] = []
    var end = 0
    for tensor in tensors {
      guard seen.insert(tensor.name).inserted else { throw .duplicateKey(tensor.name, offset: 0) }
      guard let byteCount = TensorDescription.byteCount(of: tensor.shape, element: tensor.element),
        case let (next, overflow) = end.addingReportingOverflow(byteCount), !overflow
      else { throw .sizeMismatch(key: tensor.name, shape: tensor.shape, element: tensor.element, byteCount: 0) }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.element.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(end),\(next)]}")
      ranges.append(end..<next)
      end = next
    }
    var json = Array("{\(fields.joined(separator: ","))}".utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var header: [UInt8] = []
    for index in 0..<UInt64(SafetensorsHeader.lengthByteCount) {
      header.append(UInt8(truncatingIfNeeded: UInt64(json.count) >> (8 * index)))
    }
    header.append(contentsOf: json)
    let dataOffset = header.count
    headerBytes = header
    fileByteCount = dataOffset + end
    self.tensors = zip(tensors, ranges).map { tensor, range in
      TensorDescription(
        name: tensor.name, element: tensor.element, shape: tensor.shape,
        byteRange: dataOffset + range.lowerBound..<dataOffset + range.upperBound)
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
