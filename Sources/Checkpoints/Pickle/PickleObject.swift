/// An object of a pickle as plain data; whatever Python would have called is only named.
public struct PickleObject: Equatable, Sendable {
  /// What it is.
  public enum Kind: Equatable, Sendable {
    /// A list; `elements` are its items.
    case list
    /// A tuple; `elements` are its items.
    case tuple
    /// A set or frozen set; `elements` are its items.
    case set
    /// A dictionary, ordered or not; `elements` are keys and values in turn.
    case dictionary
    /// Bytes, whose number is kept and whose values nothing needs.
    case bytes(count: Int)
    /// A class or function by its name.
    case global(PickleName)
    /// What a call of that class or function with `elements` as arguments would have given; `state` is set behind it.
    case record(PickleName)
    /// Something that lies outside the pickle; the only element says what.
    case persistent
  }

  /// What it is.
  public let kind: Kind
  /// Items, keys and values, or arguments.
  public internal(set) var elements: [PickleValue]
  /// What BUILD gave a record, `.none` where nothing.
  public internal(set) var state: PickleValue = .none
  /// Where the pickle makes it: the offset of the opcode.
  public let offset: Int
}
