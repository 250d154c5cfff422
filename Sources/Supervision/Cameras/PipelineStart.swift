import Detections
import EventFormats
import EventSources
import Events
import Messages
import Pipeline
import Settings
import SpikingNetwork

/// A camera's pipeline together with what steers its source.
struct StartedPipeline: Sendable {
  let pipeline: CameraPipeline
  let session: UInt64
  /// The live source; nil where something is replayed.
  let control: LiveSourceControl?
  /// What records the camera; nil where it is not recorded.
  let recorder: CameraRecorder?
  private let interruption: ReadInterruption

  /// Ends the reading and every wait for the source, from any thread; everything in flight is still published.
  func stop() {
    pipeline.stop()
    control?.stop()
    interruption.raise()
  }
}

extension StartedPipeline {
  /// Opens a camera's source and starts its pipeline: the one place where both come together.
  ///
  /// Throws why that is not possible.
  static func start(
    _ camera: CameraSettings, engine: sending any InferenceEngine, state: consuming sending MembraneState?,
    outputs: sending [any FrameOutput], view: LiveView, turnstile: InferenceTurnstile?,
    continuing record: PipelineRecord, recordings: RecordingCounts
  ) throws(PipelineError) -> StartedPipeline {
    let interruption = ReadInterruption()
    let source: CameraSource
    do throws(EventSourceError) {
      source = try CameraSource(sourceSettings(camera), interruption: interruption)
    } catch {
      var failure = PipelineError(error)
      failure.remedy = "mend cameras.\(camera.name).source; it is tried again"
      throw failure
    }
    let control = source.control
    var configuration = PipelineConfiguration(camera: camera.name, session: UInt64.random(in: 1...UInt64.max))
    if let control {
      configuration.followLiveSource()
      configuration.sourceState = { control.health.published }
    }
    configuration.stateMode = camera.state.flatMap { StateMode(rawValue: $0) }
    configuration.stride = camera.stride
    configuration.scoreThreshold = Float(camera.score)
    configuration.overlapThreshold = Float(camera.overlap)
    do {
      if camera.isTracking { configuration.tracking = try TrackingRules(gapMicroseconds: camera.trackGapMicroseconds) }
    } catch {
      throw PipelineError(.configuration, "\(error)", remedy: "mend cameras.\(camera.name).track.gap")
    }
    configuration.view = view
    configuration.filters = try CameraFilters.rules(camera)
    configuration.turn = turnstile.map { InferenceTurn($0, priority: camera.priority) }
    configuration.recorder = try RecordingRules(camera, session: configuration.session).map {
      rules throws(PipelineError) in try CameraRecorder(rules, continuing: recordings)
    }
    configuration.gapLimitMicroseconds = camera.gapLimitMicroseconds
    configuration.handoverCapacity = camera.queue
    switch camera.overload {
    case "wait": configuration.handoverPolicy = .wait
    case "drop-oldest": configuration.handoverPolicy = .dropOldest
    default: break
    }
    var replay = ReplayOptions()
    if control == nil { replay.loops = camera.repeats }
    switch camera.speed {
    case .factor(let factor) where control == nil: replay.pace = .factor(factor)
    default: replay.pace = .unpaced
    }
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: engine, state: state, source: source, replay: replay,
      modelName: modelName(camera.model), outputs: outputs, continuing: record)
    return StartedPipeline(
      pipeline: pipeline, session: configuration.session, control: control, recorder: configuration.recorder,
      interruption: interruption)
  }

  private static func sourceSettings(_ camera: CameraSettings) throws(EventSourceError) -> LiveSourceSettings {
    var settings = LiveSourceSettings(
      address: try SourceAddress(camera.source), format: camera.format.flatMap { EventFormat(rawValue: $0) })
    if let text = camera.geometry { settings.geometry = SensorGeometry(parsing: text) }
    settings.stallTimeoutNanoseconds = camera.stallTimeoutMicroseconds * 1000
    settings.backoff = Backoff(
      firstNanoseconds: camera.restartInitialMicroseconds * 1000,
      longestNanoseconds: camera.restartMaximumMicroseconds * 1000)
    settings.latencyBoundMicroseconds = camera.latencyBoundMicroseconds > 0 ? camera.latencyBoundMicroseconds : nil
    return settings
  }

  /// The name of the file without folders and extension.
  private static func modelName(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".").first.map(String.init) ?? file
  }
}

extension SourceHealth {
  /// What a camera with this source is doing.
  var cameraState: CameraState {
    switch state {
    case .streaming, .ended: CameraState(.running)
    case .stalled: CameraState(.stalled, reason: reason)
    case .connecting, .waiting: CameraState(.connecting, reason: reason)
    }
  }

  /// As messages to subscribers put it.
  fileprivate var published: (SourceStatus.State, String) {
    switch state {
    case .streaming, .ended: (.running, "")
    case .stalled: (.stalled, reason)
    case .connecting, .waiting: (.reconnecting, reason)
    }
  }
}
