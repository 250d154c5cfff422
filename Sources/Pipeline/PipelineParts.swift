import Detections
import EventProcessing
import Events
import Messages
import SpikingNetwork
import Timesteps

/// What a pipeline is assembled from, worked out from its configuration and the model's description.
struct PipelineParts: Sendable {
  /// How a timestep's events become the network's input.
  let encoding: TensorEncoding
  /// Which events are sliced.
  let filters: EventFilterRules
  /// How time is cut.
  let slicing: SlicingRules
  /// When windows are published.
  let schedule: WindowSchedule
  /// The shape of the network's output.
  let headLayout: HeadLayout
  /// Which boxes are decoded: those that are published, and those that only a tracker needs.
  let decoding: DecodingRules
  /// Boxes are published from above this score on.
  let scoreThreshold: Float
  /// How boxes are numbered; nil for not at all.
  let tracking: TrackingRules?
  /// Where timesteps are shown; nil for nowhere.
  let view: LiveView?
  /// Whether every window has its event image.
  let recordsImages: Bool
  /// What all frames have in common.
  let template: DetectionFrame
  /// What subscribers are told of the source.
  let meta: SourceMeta
  /// Timesteps that circulate: those that wait, one in each thread, and those that a window keeps.
  let timestepCount: Int
  /// Frames that circulate: those that wait, and one in each thread.
  let frameCount: Int

  init(configuration: PipelineConfiguration, outline: NetworkOutline, modelName: String) throws(PipelineError) {
    let description = outline.description
    let input = description.input
    let sensor = SensorGeometry(width: input.sensorWidth, height: input.sensorHeight)
    let stateMode = configuration.stateMode ?? description.stateMode
    do {
      encoding = try TensorEncoding(input: input)
      schedule = try WindowSchedule(input: input, stride: configuration.stride, stateMode: stateMode)
      headLayout = try HeadLayout(
        inputWidth: input.width, inputHeight: input.height, classCount: description.classNames.count)
      // Lower scores suppress none of the higher ones, so that what is published stays the same.
      decoding = try DecodingRules(
        scoreThreshold: min(configuration.scoreThreshold, configuration.tracking?.lowScore ?? 1),
        overlapThreshold: configuration.overlapThreshold)
    } catch {
      throw PipelineError(.configuration, "\(error)", remedy: "change the options, or import the model anew")
    }
    scoreThreshold = configuration.scoreThreshold
    tracking = configuration.tracking
    view = configuration.view
    recordsImages = configuration.recordsImages
    slicing = SlicingRules(
      timestepMicroseconds: input.timestepMicroseconds, gapLimitMicroseconds: configuration.gapLimitMicroseconds,
      restartLimitMicroseconds: configuration.restartLimitMicroseconds)
    do {
      _ = try Topic(.detections, camera: configuration.camera)
    } catch {
      throw PipelineError(.configuration, "\(error)", remedy: "give another name with --camera")
    }
    filters = try Self.filters(configuration, sensor: sensor)
    let waiting = max(configuration.handoverCapacity, 1)
    timestepCount = waiting + 2 + schedule.retainedTensorCount
    frameCount = waiting + 2
    template = DetectionFrame(
      source: configuration.camera, session: configuration.session, sequence: 0, windowStartMicroseconds: 0,
      windowEndMicroseconds: 0, clock: configuration.clock, geometry: sensor, events: 0, model: outline.digest.rawValue,
      detections: [])
    meta = SourceMeta(
      source: configuration.camera, session: configuration.session, geometry: sensor, model: outline.digest.rawValue,
      modelName: modelName, classes: description.classNames,
      inputGeometry: SensorGeometry(width: input.width, height: input.height),
      timestepMicroseconds: input.timestepMicroseconds, timestepsPerWindow: UInt32(schedule.timesteps),
      stride: UInt32(schedule.stride), stateMode: stateMode == .carry ? .carry : .reset,
      representation: input.representation.name, clock: configuration.clock,
      scoreThreshold: configuration.scoreThreshold,
      producer: "saccade \(SaccadeVersion.current)")
  }

  /// The rules of the filter in front of the slicer, which sees the sensor as the model does.
  private static func filters(
    _ configuration: PipelineConfiguration, sensor: SensorGeometry
  ) throws(PipelineError) -> EventFilterRules {
    var rules = EventFilterRules()
    rules.region = configuration.filters.region
    rules.keepsCoordinates = true
    rules.noise = configuration.filters.noise
    rules.noise.restartLimitMicroseconds = configuration.restartLimitMicroseconds
    if let region = rules.region, region.pixelCount(on: sensor) == 0 {
      throw PipelineError(
        .configuration, "the region \(region) lies outside the sensor of \(sensor)",
        remedy: "give pixels of the sensor")
    }
    if let outside = rules.noise.hotPixels.pixel(outside: sensor) {
      throw PipelineError(
        .configuration, "the hot pixel \(outside.x) \(outside.y) is not on the sensor of \(sensor)",
        remedy: "give the list of this camera")
    }
    return rules
  }
}
