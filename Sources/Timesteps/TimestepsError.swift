/// Why a slicer or an encoding cannot be made; each case holds the offending value.
public enum TimestepsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The timestep length in microseconds is not positive.
  case timestepLength(microseconds: Int64)
  /// A limit of the slicer, named by its property, is negative.
  case negativeLimit(name: String, value: Int64)
  /// The network's input size is out of range.
  case inputSize(width: Int, height: Int)
  /// The sensor has more pixels than a grid may hold.
  case sensorSize(width: Int, height: Int)
  /// Without resizing, the sensor does not fit into the network's input.
  case sensorExceedsInput(sensorWidth: Int, sensorHeight: Int, inputWidth: Int, inputHeight: Int)
  /// The cap of a histogram is 0.
  case countCap
  /// The schedule of windows contradicts itself.
  case windowSchedule(timesteps: Int, stride: Int, reason: String)

  /// What is wrong, the legal values, and what to do.
  public var description: String {
    switch self {
    case .timestepLength(let microseconds):
      "timestep length \(microseconds) us is not positive; give at least 1 us"
    case .negativeLimit(let name, let value):
      "\(name) is \(value); give 0 or more"
    case .inputSize(let width, let height):
      "network input \(width)x\(height) is out of range; both sides must be 1...\(TensorEncoding.largestInputSide)"
    case .sensorSize(let width, let height):
      "sensor \(width)x\(height) has more than \(TensorEncoding.largestSensorPixelCount) pixels; check the geometry"
    case .sensorExceedsInput(let sensorWidth, let sensorHeight, let inputWidth, let inputHeight):
      "sensor \(sensorWidth)x\(sensorHeight) does not fit into the network input \(inputWidth)x\(inputHeight) "
        + "without resizing; choose bilinear resizing or a larger input"
    case .countCap:
      "the histogram's cap is 0; give 1...255"
    case .windowSchedule(let timesteps, let stride, let reason):
      "a window of \(timesteps) timesteps with stride \(stride) cannot be scheduled: \(reason)"
    }
  }
}
