import EventFormats
import EventSources
import Events
import Pipeline
import Settings
import SpikingNetwork

/// A camera's pipeline together with what ends a wait for its source.
struct StartedPipeline: Sendable {
  let pipeline: CameraPipeline
  let session: UInt64
  /// Ends a wait for events, from any thread.
  let interrupt: @Sendable () -> Void
}

/// The one place where a camera's source is opened and joined with its pipeline.
enum CameraSource {
  /// Opens the source and starts the pipeline.
  ///
  /// Throws why that is not possible.
  static func start(
    _ camera: CameraSettings, engine: sending any InferenceEngine, state: consuming sending MembraneState?,
    outputs: sending [any FrameOutput], continuing record: PipelineRecord
  ) throws(PipelineError) -> StartedPipeline {
    var configuration = PipelineConfiguration(camera: camera.name, session: UInt64.random(in: 1...UInt64.max))
    configuration.stateMode = camera.state.flatMap { StateMode(rawValue: $0) }
    configuration.stride = camera.stride
    configuration.scoreThreshold = Float(camera.score)
    configuration.overlapThreshold = Float(camera.overlap)
    configuration.gapLimitMicroseconds = camera.gapLimitMicroseconds
    configuration.handoverPolicy = camera.overload == "drop-oldest" ? .dropOldest : .wait
    configuration.handoverCapacity = camera.queue
    let interruption = ReadInterruption()
    var options = DecodingOptions()
    if let text = camera.geometry {
      guard let geometry = SensorGeometry(parsing: text) else {
        throw PipelineError(
          .configuration, "the geometry '\(text)' is no WIDTHxHEIGHT", remedy: "write for example geometry: 640x480")
      }
      options.geometry = geometry
    }
    let source: AnyRecording
    do throws(EventSourceError) {
      source = try AnyRecording(
        path: camera.source, format: camera.format.flatMap { EventFormat(rawValue: $0) }, options: options,
        readByteCount: 1 << 18, interruption: interruption)
    } catch { throw PipelineError(error) }
    var replay = ReplayOptions()
    replay.loops = camera.repeats
    switch camera.speed {
    case .max: replay.pace = .unpaced
    case .factor(let factor): replay.pace = .factor(factor)
    }
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: engine, state: state, source: source, replay: replay,
      modelName: modelName(camera.model), outputs: outputs, continuing: record)
    return StartedPipeline(pipeline: pipeline, session: configuration.session) { interruption.raise() }
  }

  /// The name of the file without folders and extension.
  private static func modelName(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".").first.map(String.init) ?? file
  }
}
