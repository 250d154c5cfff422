/// How the names of a file's tensors become the published keys, `model.<layer>.<module path>`.
///
/// State dictionaries of wrapped modules have something in front, for example `module.model.1.encode_conv.weight`; that
/// of the bare sequence of layers lacks `model.`.
public struct PublishedKeys: Equatable, Sendable {
  /// What stands in front of the number of the layer in the file's names, for example `module.model.`.
  public let prefix: String

  /// What stands in front of the number of the layer in published keys.
  public static let publishedPrefix = "model."
  /// The layer that every form of the network has, by which the prefix is found.
  static let firstLayerKey = "1.encode_conv.weight"

  /// Finds the prefix; throws `notTheNetwork`, or `severalNetworks` where the file holds more than one.
  public init(names: [String]) throws(NetworkInferenceError) {
    let prefixes = names.compactMap { name -> String? in
      guard name.hasSuffix(Self.firstLayerKey) else { return nil }
      let prefix = String(name.dropLast(Self.firstLayerKey.count))
      return prefix.isEmpty || prefix.hasSuffix(".") ? prefix : nil
    }
    guard let prefix = prefixes.first else { throw .notTheNetwork(names: names.sorted()) }
    guard prefixes.count == 1 else { throw .severalNetworks(prefixes: prefixes.sorted()) }
    self.prefix = prefix
  }

  /// The published key of a name; a name without the prefix is kept.
  public func key(_ name: String) -> String {
    guard prefix != Self.publishedPrefix, name.hasPrefix(prefix) else { return name }
    return Self.publishedPrefix + name.dropFirst(prefix.count)
  }
}
