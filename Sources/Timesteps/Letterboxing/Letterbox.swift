import Events

/// Where the sensor's image lies in the network's input, and the way back.
///
/// The image is scaled by one ratio, its sides rounded to pixels (half to even), and centred; the halves of the padding are
/// `round(half - 0.1)` at the left and top, `round(half + 0.1)` at the right and bottom, as the published SpikeYOLO and the
/// YOLO family do. Coordinates are continuous: 0 is the outer edge of the first pixel, so boxes map without offsets.
public struct Letterbox: Equatable, Hashable, Sendable {
  /// How the sensor's image is brought to the input's size.
  public enum Resizing: Equatable, Hashable, Sendable {
    /// Only padded; the sensor must fit.
    case none
    /// Scaled up or down so that it just fits, bilinearly with half-pixel centres, then padded.
    case bilinear
  }

  /// The sensor's geometry.
  public let sensor: SensorGeometry
  /// The network's input width in pixels.
  public let inputWidth: Int
  /// The network's input height in pixels.
  public let inputHeight: Int
  /// Width of the image inside the input in pixels.
  public let imageWidth: Int
  /// Height of the image inside the input in pixels.
  public let imageHeight: Int
  /// Columns of padding left of the image.
  public let left: Int
  /// Rows of padding above the image.
  public let top: Int

  /// Columns of padding right of the image.
  public var right: Int { inputWidth - imageWidth - left }
  /// Rows of padding below the image.
  public var bottom: Int { inputHeight - imageHeight - top }
  /// Input pixels per sensor pixel, horizontally.
  public var scaleX: Double { Double(imageWidth) / Double(sensor.width) }
  /// Input pixels per sensor pixel, vertically; differs from `scaleX` by the rounding of the sides to pixels.
  public var scaleY: Double { Double(imageHeight) / Double(sensor.height) }
  /// Whether the image is larger or smaller than the sensor.
  public var resizes: Bool { imageWidth != sensor.width || imageHeight != sensor.height }

  /// Places a sensor in an input of a given size.
  ///
  /// - Throws: `TimestepsError` where a side of the input is not 1...8192, or the sensor does not fit without resizing.
  public init(
    sensor: SensorGeometry, inputWidth: Int, inputHeight: Int, resizing: Resizing
  ) throws(TimestepsError) {
    let sides = 1...TensorEncoding.largestInputSide
    guard sides.contains(inputWidth), sides.contains(inputHeight) else {
      throw .inputSize(width: inputWidth, height: inputHeight)
    }
    switch resizing {
    case .none:
      guard sensor.width <= inputWidth, sensor.height <= inputHeight else {
        throw .sensorExceedsInput(
          sensorWidth: sensor.width, sensorHeight: sensor.height, inputWidth: inputWidth, inputHeight: inputHeight)
      }
      imageWidth = sensor.width
      imageHeight = sensor.height
    case .bilinear:
      (imageWidth, imageHeight) = Self.imageSize(of: sensor, width: inputWidth, height: inputHeight)
    }
    self.sensor = sensor
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    left = Self.leadingPadding(inputWidth - imageWidth)
    top = Self.leadingPadding(inputHeight - imageHeight)
  }

  /// Places an image in the smallest input whose sides are multiples of `multiple` and which holds it scaled to fit
  /// `fittingWidth` x `fittingHeight` pixels, as the YOLO family does for single images.
  ///
  /// - Throws: `TimestepsError` where a side to fit is not 1...8192 or no multiple of `multiple`.
  public init(
    image: SensorGeometry, fittingWidth width: Int, fittingHeight height: Int, multiple: Int
  ) throws(TimestepsError) {
    let sides = 1...TensorEncoding.largestInputSide
    guard sides.contains(width), sides.contains(height), multiple >= 1, width % multiple == 0, height % multiple == 0
    else { throw .inputSize(width: width, height: height) }
    (imageWidth, imageHeight) = Self.imageSize(of: image, width: width, height: height)
    sensor = image
    inputWidth = imageWidth + (width - imageWidth) % multiple
    inputHeight = imageHeight + (height - imageHeight) % multiple
    left = Self.leadingPadding(inputWidth - imageWidth)
    top = Self.leadingPadding(inputHeight - imageHeight)
  }

  /// Network input column of a sensor column.
  public func inputX(_ sensorX: Float) -> Float { Float(Double(sensorX) * scaleX + Double(left)) }
  /// Network input row of a sensor row.
  public func inputY(_ sensorY: Float) -> Float { Float(Double(sensorY) * scaleY + Double(top)) }
  /// Sensor column of a network input column.
  public func sensorX(_ inputX: Float) -> Float { Float((Double(inputX) - Double(left)) / scaleX) }
  /// Sensor row of a network input row.
  public func sensorY(_ inputY: Float) -> Float { Float((Double(inputY) - Double(top)) / scaleY) }

  private static func imageSize(of sensor: SensorGeometry, width: Int, height: Int) -> (width: Int, height: Int) {
    let ratio = min(Double(height) / Double(sensor.height), Double(width) / Double(sensor.width))
    let imageWidth = (Double(sensor.width) * ratio).wholeHalfToEven
    let imageHeight = (Double(sensor.height) * ratio).wholeHalfToEven
    // A sensor of extreme proportions must not vanish, nor rounding carry a side beyond the input.
    return (min(max(imageWidth, 1), width), min(max(imageHeight, 1), height))
  }

  private static func leadingPadding(_ total: Int) -> Int {
    (Double(total) / 2 - 0.1).wholeHalfToEven
  }
}
