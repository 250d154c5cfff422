/// Why a network cannot be written as an ONNX model.
public enum ONNXError: Error, Equatable, Sendable {
  /// The weights take more than one protobuf message can hold.
  case tooLarge(byteCount: Int, isMerged: Bool)

  /// What weights may take: a message holds less than 2 GiB, names and operations take their part.
  static let largestByteCount = Int(Int32.max) - (16 << 20)
}

extension ONNXError: CustomStringConvertible {
  /// What is wrong, the value and the legal ones, and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let byteCount, let isMerged):
      "the weights take \(byteCount) bytes, an ONNX model holds at most \(Self.largestByteCount): "
        + (isMerged ? "export the unmerged network, which is smaller" : "export the weights as safetensors")
    }
  }
}
