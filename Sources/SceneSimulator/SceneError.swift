/// Why a scene cannot be simulated; each case holds the offending value.
public enum SceneError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A property of the scene's description is out of range.
  case outOfRange(name: String, value: String, legal: String)

  /// An address names something that there is not.
  case unknown(what: String, name: String, legal: String)

  /// What is wrong and the legal values.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let legal): "\(name) of the scene is \(value); give \(legal)"
    case .unknown(let what, let name, let legal): "there is no \(what) '\(name)'; give \(legal)"
    }
  }

  static func require(_ value: Double, in range: ClosedRange<Double>, name: String) throws(SceneError) {
    // NaN is in no range.
    guard range.contains(value) else {
      throw .outOfRange(name: name, value: "\(value)", legal: "\(range.lowerBound)...\(range.upperBound)")
    }
  }
}
