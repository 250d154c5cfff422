public import Events

/// What a subscriber needs to understand the frames of a source; published once a second and on every change.
public struct SourceMeta: Equatable, Sendable {
  /// What happens to the membrane state between windows.
  public enum StateMode: String, Equatable, Hashable, Sendable, CaseIterable {
    /// Not stated, or a mode that this version does not know.
    case unspecified
    /// It is carried from one window to the next.
    case carry
    /// Every window begins with zero.
    case reset
  }

  /// The name of the camera or recording.
  public var source: String
  /// The session whose frames it describes.
  public var session: UInt64
  /// The sensor's size in pixels.
  public var geometry: SensorGeometry
  /// Identifies the model: the first 64 bits of the digest of its file.
  public var model: UInt64
  /// The model's name.
  public var modelName: String
  /// The class names; `Detection.classID` is an index.
  public var classes: [String]
  /// The network's input size in pixels.
  public var inputGeometry: SensorGeometry
  /// The timestep's length on the sensor's clock.
  public var timestepMicroseconds: Int64
  /// Timesteps in a window.
  public var timestepsPerWindow: UInt32
  /// Timesteps from one window to the next.
  public var stride: UInt32
  /// What happens to the membrane state between windows.
  public var stateMode: StateMode
  /// How events become the network's input, for example `last-polarity`.
  public var representation: String
  /// How host times are obtained.
  public var clock: ClockSource
  /// Boxes below this score are not published, 0...1.
  public var scoreThreshold: Float
  /// The program that publishes, with its version.
  public var producer: String

  /// Creates a description.
  public init(
    source: String, session: UInt64, geometry: SensorGeometry, model: UInt64, modelName: String, classes: [String],
    inputGeometry: SensorGeometry, timestepMicroseconds: Int64, timestepsPerWindow: UInt32, stride: UInt32,
    stateMode: StateMode, representation: String, clock: ClockSource, scoreThreshold: Float, producer: String
  ) {
    self.source = source
    self.session = session
    self.geometry = geometry
    self.model = model
    self.modelName = modelName
    self.classes = classes
    self.inputGeometry = inputGeometry
    self.timestepMicroseconds = timestepMicroseconds
    self.timestepsPerWindow = timestepsPerWindow
    self.stride = stride
    self.stateMode = stateMode
    self.representation = representation
    self.clock = clock
    self.scoreThreshold = scoreThreshold
    self.producer = producer
  }
}
