/// The types of whole numbers that weights are held in.
public enum IntegerWeight: Int, CaseIterable, Sendable {
  /// 16 bits: for weights of half precision, next to nothing is lost.
  case int16 = 16
  /// 8 bits: half the memory, and an accuracy to be looked at before it is trusted.
  case int8 = 8

  /// The largest magnitude; symmetric, so that the smallest number of the type is not used.
  public var limit: Int16 {
    switch self {
    case .int16: 32767
    case .int8: 127
    }
  }
}
