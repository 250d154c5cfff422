public import Detections
public import EventProcessing
public import Messages
import SpikingNetwork

/// How one camera's pipeline runs, apart from its source, its network and its outputs.
public struct PipelineConfiguration: Sendable {
  /// The camera's name, as in topics; see `Topic` for the legal names.
  public var camera: String
  /// The number of the first session.
  public var session: UInt64
  /// What happens to the membrane potentials between windows; nil for what the model was trained for.
  public var stateMode: StateMode?
  /// Timesteps from one published window to the next, 1...T; nil for T.
  public var stride: Int?
  /// Detections below this score are not published, 0...1.
  public var scoreThreshold: Float = 0.25
  /// Boxes of one class that overlap more than this are one object, 0...1.
  public var overlapThreshold: Float = 0.7
  /// How boxes are numbered by the objects they show; nil for not at all.
  ///
  /// It changes no box, and none is published because of it.
  public var tracking: TrackingRules?
  /// Which events reach the slicer: the region and the noise rules; the rest of the rules is not used.
  public var filters = EventFilterRules()
  /// The place at the turnstile before the network; nil where it may always compute.
  public var turn: InferenceTurn?
  /// A forward jump in sensor time larger than this begins anew.
  public var gapLimitMicroseconds: Int64 = 1_000_000
  /// A backward jump in sensor time larger than this begins anew.
  public var restartLimitMicroseconds: Int64 = 500_000
  /// How the host's time of windows is obtained.
  public var clock = ClockSource.file
  /// What a running source is said to be doing, with the reason; nil where it always runs.
  public var sourceState: (@Sendable () -> (SourceStatus.State, String))?
  /// Where the timesteps are shown; nil for nowhere.
  public var view: LiveView?
  /// What records the camera, used by this pipeline alone and ended with it; nil where nothing is recorded.
  public var recorder: CameraRecorder?
  /// Whether outputs are given the event image of every window, and not only while somebody looks.
  public var recordsImages = false
  /// What a full hand-over does: wait for recordings, drop the oldest for live sources.
  public var handoverPolicy = HandoverPolicy.wait
  /// Timesteps and frames that may wait in each hand-over, at least 1.
  public var handoverCapacity = 4

  /// Creates a configuration.
  public init(camera: String, session: UInt64) {
    self.camera = camera
    self.session = session
  }

  /// Changes what is different for a live source: it cannot wait, and its clock is fitted to the host's.
  public mutating func followLiveSource() {
    handoverPolicy = .dropOldest
    clock = .sensorFitted
    restartLimitMicroseconds = 50_000
  }
}
