/// A value and where it was found, for people who want to check it.
public struct Finding<Value: Equatable & Sendable>: Equatable, Sendable {
  /// The value.
  public var value: Value
  /// What it was found by, for example `the tensors' shapes`.
  public var source: String

  /// Creates a finding.
  public init(_ value: Value, source: String) {
    self.value = value
    self.source = source
  }
}
