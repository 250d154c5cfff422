/// What the header of a safetensors file says about one tensor.
public struct TensorDescription: Equatable, Hashable, Sendable {
  /// The tensor's key.
  public let name: String
  /// The type of its elements.
  public let element: TensorElement
  /// Its dimensions, outermost first; empty for a scalar.
  public let shape: [Int]
  /// Where its bytes lie, counted from the start of the file.
  public let byteRange: Range<Int>

  /// Creates a description; `byteRange` must hold exactly the bytes of `shape`.
  package init(name: String, element: TensorElement, shape: [Int], byteRange: Range<Int>) {
    self.name = name
    self.element = element
    self.shape = shape
    self.byteRange = byteRange
  }

  /// The number of elements.
  public var elementCount: Int { byteRange.count / element.byteCount }

  /// The bytes that `shape` needs, or nil where a dimension is negative or the product overflows.
  static func byteCount(of shape: [Int], element: TensorElement) -> Int? {
    var count = element.byteCount
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}
