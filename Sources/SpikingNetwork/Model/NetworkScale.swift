/// The factors that make the sizes of the network out of one table of layers.
public struct NetworkScale: Equatable, Hashable, Sendable, Codable {
  /// The factor of the repeat counts, above 0, at most 4.
  public var depth: Double
  /// The factor of the channel counts, above 0, at most 4.
  public var width: Double
  /// The limit of some layers' channels before scaling, 1...65536.
  public var maxChannels: Int
  /// The expansion of layer 25 (1 in the published n and s sizes, 2 in m and l), 1...8.
  public var lastBlockExpansion: Int

  /// Creates a scale; where `lastBlockExpansion` is nil it is 2 from depth 0.5 on, as published, otherwise 1.
  public init(depth: Double, width: Double, maxChannels: Int = 1024, lastBlockExpansion: Int? = nil) {
    self.depth = depth
    self.width = width
    self.maxChannels = maxChannels
    self.lastBlockExpansion = lastBlockExpansion ?? (depth >= 0.5 ? 2 : 1)
  }

  /// The published size n of the static-image network; the event network's n has width 0.25.
  public static let n = NetworkScale(depth: 0.33, width: 0.375)
  /// The published size s.
  public static let s = NetworkScale(depth: 0.33, width: 0.5)
  /// The published size m.
  public static let m = NetworkScale(depth: 0.5, width: 0.625, maxChannels: 7024)
  /// The published size l.
  public static let l = NetworkScale(depth: 0.5, width: 0.75)

  /// The repeats of a layer that is repeated `count` times before scaling, at least 1.
  func repeats(_ count: Int) -> Int {
    guard count > 1 else { return count }
    return max(Int((Double(count) * depth).rounded(.toNearestOrEven)), 1)
  }

  /// The channels of a DownSampling layer.
  func downSamplingChannels(_ channels: Int) -> Int { Int(Double(channels) * width) }

  /// The channels of a StandardConv layer.
  func convolutionChannels(_ channels: Int) -> Int {
    min(Int(Double(channels) * width), Int(Double(maxChannels) * width))
  }

  /// The channels of the SPPF layer, a multiple of 8.
  func poolingChannels(_ channels: Int) -> Int {
    Int((Double(min(channels, maxChannels)) * width / 8).rounded(.up)) * 8
  }

  private enum CodingKeys: String, CodingKey {
    case depth, width
    case maxChannels = "max_channels"
    case lastBlockExpansion = "last_block_expansion"
  }
}
