import Events

/// Everything that decides how a timestep's events become network input codes.
public struct TensorEncoding: Equatable, Sendable {
  /// The largest side of a network input in pixels.
  public static let largestInputSide = 8192
  /// The largest number of pixels of a sensor.
  public static let largestSensorPixelCount = 1 << 26

  /// How events become an image.
  public let representation: EventRepresentation
  /// Where the sensor lies in the network's input.
  public let letterbox: Letterbox
  /// Code of the border around the image.
  public let paddingCode: UInt8
  /// What a code is divided by to give the value that the network sees.
  public let codeDivisor: Float

  /// Creates an encoding.
  ///
  /// - Parameters:
  ///   - representation: how events become an image.
  ///   - sensor: the sensor's geometry.
  ///   - inputWidth: the network's input width, 1...8192.
  ///   - inputHeight: the network's input height, 1...8192.
  ///   - resizing: whether the image is scaled to the input's size or only padded.
  ///   - paddingCode: code of the border; nil for the representation's usual one.
  ///   - codeDivisor: what codes are divided by; nil for the representation's usual one.
  /// - Throws: `TimestepsError` for sizes out of range, a cap of 0, or a sensor that does not fit without resizing.
  public init(
    representation: EventRepresentation, sensor: SensorGeometry, inputWidth: Int, inputHeight: Int,
    resizing: Letterbox.Resizing = .bilinear, paddingCode: UInt8? = nil, codeDivisor: Float? = nil
  ) throws(TimestepsError) {
    if case .histogram(cap: 0, _) = representation { throw .countCap }
    guard sensor.width * sensor.height <= Self.largestSensorPixelCount else {
      throw .sensorSize(width: sensor.width, height: sensor.height)
    }
    self.representation = representation
    self.letterbox = try Letterbox(
      sensor: sensor, inputWidth: inputWidth, inputHeight: inputHeight, resizing: resizing)
    self.paddingCode = paddingCode ?? representation.usualPaddingCode
    self.codeDivisor = codeDivisor ?? representation.usualDivisor
  }

  /// The shape of the tensors.
  public var shape: TensorShape {
    TensorShape(channels: representation.channels, height: letterbox.inputHeight, width: letterbox.inputWidth)
  }
}
