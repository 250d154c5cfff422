/// How the events of a timestep become an image.
public enum EventRepresentation: Equatable, Hashable, Sendable {
  /// The last event of each pixel in stream order: 255 for ON, 0 for OFF, 127 where there was none; three equal channels.
  ///
  /// Input of the published Gen1 network (SpikeYOLO, ECCV 2024).
  case lastPolarity
  /// Counts per pixel, channel 0 the ON and channel 1 the OFF events, each stopping at `cap` (1...255).
  ///
  /// With `padsToThreeChannels` a third channel of zeros follows, for networks whose first convolution takes three.
  case histogram(cap: UInt8, padsToThreeChannels: Bool)

  /// Number of channels of the tensor.
  public var channels: Int {
    switch self {
    case .lastPolarity, .histogram(_, padsToThreeChannels: true): 3
    case .histogram(_, padsToThreeChannels: false): 2
    }
  }

  /// The code that usually stands for 1: 255 for images, the cap for counts.
  public var usualDivisor: Float {
    switch self {
    case .lastPolarity: 255
    case .histogram(let cap, _): Float(cap)
    }
  }

  /// The code that usually fills the border: 114 for images, 0 for counts.
  public var usualPaddingCode: UInt8 {
    switch self {
    case .lastPolarity: 114
    case .histogram: 0
    }
  }

  /// Code of a pixel without events.
  var emptyCode: UInt8 {
    switch self {
    case .lastPolarity: 127
    case .histogram: 0
    }
  }

  /// Number of sensor-sized planes that are accumulated; the other channels are copies or zeros.
  var planes: Int {
    switch self {
    case .lastPolarity: 1
    case .histogram: 2
    }
  }
}
