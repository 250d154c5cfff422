/// What the network expects as its input, and how it comes from a sensor.
public struct NetworkInput: Equatable, Hashable, Sendable, Codable {
  /// Columns of the input, a multiple of 32, 32...4096.
  public var width: Int
  /// Rows of the input, a multiple of 32, 32...4096.
  public var height: Int
  /// Columns of the sensor, 1...65535.
  public var sensorWidth: Int
  /// Rows of the sensor, 1...65535.
  public var sensorHeight: Int
  /// How events become values.
  public var representation: InputRepresentation
  /// The length of one timestep in microseconds of sensor time, at least 1.
  public var timestepMicroseconds: Int64
  /// The timesteps of one window, T, 1...1024.
  public var timestepsPerWindow: Int
  /// The order of a window's timesteps.
  public var order: TimestepOrder
  /// How the sensor's pixels are fitted into the input.
  public var fit: InputFit
  /// The value of padded pixels before the division, finite.
  public var paddingValue: Float
  /// What the values are divided by, finite and above 0.
  public var normalisationDivisor: Float

  /// Creates a description of the input; `NetworkDescription.validate()` checks it.
  public init(
    width: Int, height: Int, sensorWidth: Int, sensorHeight: Int,
    representation: InputRepresentation = .lastPolarity, timestepMicroseconds: Int64 = 125_000,
    timestepsPerWindow: Int = 2, order: TimestepOrder = .oldestFirst, fit: InputFit = .letterbox,
    paddingValue: Float = 114, normalisationDivisor: Float = 255
  ) {
    self.width = width
    self.height = height
    self.sensorWidth = sensorWidth
    self.sensorHeight = sensorHeight
    self.representation = representation
    self.timestepMicroseconds = timestepMicroseconds
    self.timestepsPerWindow = timestepsPerWindow
    self.order = order
    self.fit = fit
    self.paddingValue = paddingValue
    self.normalisationDivisor = normalisationDivisor
  }

  /// The channels of the input, always 3.
  public static let channels = 3

  /// The number of values of one timestep's input, [3, height, width].
  public var elementCount: Int { Self.channels * height * width }

  private enum CodingKeys: String, CodingKey {
    case width, height, representation, order, fit
    case sensorWidth = "sensor_width"
    case sensorHeight = "sensor_height"
    case timestepMicroseconds = "timestep_microseconds"
    case timestepsPerWindow = "timesteps_per_window"
    case paddingValue = "padding_value"
    case normalisationDivisor = "normalisation_divisor"
  }
}
