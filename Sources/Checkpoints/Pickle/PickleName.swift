/// The name of a class or function that a pickle refers to.
public struct PickleName: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The module, for example `torch.nn.modules.conv`.
  public let module: String
  /// The name inside the module, for example `Conv2d`.
  public let name: String

  /// Creates a name.
  public init(module: String, name: String) {
    self.module = module
    self.name = name
  }

  /// Both with a point between them.
  public var description: String { "\(module).\(name)" }
}
