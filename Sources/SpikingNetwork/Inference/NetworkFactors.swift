/// What is known of a network's factors before its tensors are looked at; nil where they have to tell.
public struct NetworkFactors: Equatable, Sendable {
  /// The form of the network.
  public var variant: NetworkVariant?
  /// The factor of the repeat counts.
  public var depth: Double?
  /// The factor of the channel counts.
  public var width: Double?
  /// The limit of some layers' channels before scaling.
  public var maxChannels: Int?
  /// The expansion of layer 25.
  public var lastBlockExpansion: Int?

  /// Knows nothing unless told.
  public init(
    variant: NetworkVariant? = nil, depth: Double? = nil, width: Double? = nil, maxChannels: Int? = nil,
    lastBlockExpansion: Int? = nil
  ) {
    self.variant = variant
    self.depth = depth
    self.width = width
    self.maxChannels = maxChannels
    self.lastBlockExpansion = lastBlockExpansion
  }
}
