/// Everything that a pickle holds.
public struct PickleGraph: Equatable, Sendable {
  /// The objects that values refer to.
  public let objects: [PickleObject]
  /// The value that the pickle stands for.
  public let root: PickleValue

  /// The object of a value, or nil for a small value.
  public func object(_ value: PickleValue) -> PickleObject? {
    guard case .object(let index) = value else { return nil }
    return objects[index]
  }

  /// The value of a text key in a dictionary; of several the last, as in Python; nil for anything else.
  public func entry(_ key: String, of value: PickleValue) -> PickleValue? {
    guard let object = object(value), object.kind == .dictionary else { return nil }
    var index = object.elements.count - 2
    while index >= 0 {
      if object.elements[index] == .text(key) { return object.elements[index + 1] }
      index -= 2
    }
    return nil
  }

  /// The attribute of a record that BUILD set, or nil.
  ///
  /// A state is a dictionary, or a pair of one and another for slots.
  public func attribute(_ name: String, of value: PickleValue) -> PickleValue? {
    guard let record = object(value), case .record = record.kind else { return nil }
    if let value = entry(name, of: record.state) { return value }
    guard let state = object(record.state), state.kind == .tuple else { return nil }
    return state.elements.lazy.compactMap { entry(name, of: $0) }.first
  }

  /// The items of a list, tuple or set; nil for anything else.
  public func items(_ value: PickleValue) -> [PickleValue]? {
    guard let object = object(value) else { return nil }
    switch object.kind {
    case .list, .tuple, .set: return object.elements
    default: return nil
    }
  }

  /// What a value is called in messages.
  func kind(_ value: PickleValue) -> String {
    switch object(value)?.kind {
    case nil: value.kind
    case .list: "a list"
    case .tuple: "a tuple"
    case .set: "a set"
    case .dictionary: "a dictionary"
    case .bytes: "bytes"
    case .global(let name): "the name \(quoted(name.description))"
    case .record(let name): "an object of \(quoted(name.description))"
    case .persistent: "a storage"
    }
  }
}
