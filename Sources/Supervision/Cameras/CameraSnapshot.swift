public import EventProcessing
public import EventSources
public import Pipeline
public import Settings

/// How a camera is at one instant.
public struct CameraSnapshot: Sendable {
  /// Its settings.
  public var settings: CameraSettings
  /// What it is doing.
  public var state: CameraState
  /// The first session of the pipeline that runs or ran last; 0 before the first.
  public var session: UInt64
  /// What it has done since the start of the service, over all its pipelines.
  public var record: PipelineRecord
  /// How its live source is; nil where something is replayed, or nothing runs.
  public var health: SourceHealth?
  /// How its recording is; nil where it is not recorded and was not.
  public var recording: (state: RecordingState, counts: RecordingCounts)?
  /// Timesteps and frames that wait at this moment.
  public var pendingElements: Int
  /// Pipelines that were started.
  public var starts: UInt64
  /// Pipelines that have failed, or could not be started.
  public var failures: UInt64
  /// Membrane states that were kept.
  public var checkpoints: UInt64
  /// Events per second, over the last second.
  public var eventsPerSecond: Double
  /// The pixels whose events are dropped; nil where none are looked for, or they are still being learnt.
  public var hotPixels: [PixelPosition]?
}
