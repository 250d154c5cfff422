import Detections
import EventSources
import SpikingNetwork
import Timesteps

/// Runs a clip as the pipeline runs a stream, and takes for each label the window that ends nearest to it.
final class StreamRunner: ClipRunner {
  private let settings: EvaluationSettings
  private let network: EvaluatedNetwork
  private let files: ClipFiles

  init(network: EvaluatedNetwork, settings: EvaluationSettings, options: RecordingOptions) {
    self.network = network
    self.settings = settings
    files = ClipFiles(settings: settings, options: options)
  }

  func run(_ clip: EvaluationClip, progress: (Double) -> Void) throws(CommandFailure) -> ClipResult {
    let labels = try ClipLabels(clip, description: settings.network)
    let recording = try files.open(clip)
    let recordingByteCount = recording.byteCount
    let steps = try RecordedTimesteps(
      recording, input: settings.network.input, stride: settings.stride, state: settings.state)
    var result = ClipResult(number: clip.number, fileSizes: [Int(recordingByteCount ?? 0), labels.byteCount])
    var clock = PublicationClock()
    var timeline = DetectionTimeline()
    _ = network.takeActivity()
    while let step = try steps.next() {
      switch step {
      case .resetState: network.reset()
      case .release: break
      case .run(let tensor):
        if case .restart = tensor.timestep.discontinuity { clock.restart() }
        let took = network.run(tensor)
        result.inferenceNanoseconds.append(took)
        clock.compute(from: steps.newestEndMicroseconds, taking: settings.inferenceTimeNanoseconds ?? took)
        progress(steps.fractionRead ?? 0)
      case .publish(let window):
        timeline.append(.init(endMicroseconds: window.endMicroseconds, publishedNanoseconds: clock.nanoseconds))
        result.detected.append(.init(time: window.endMicroseconds, detections: network.detections()))
      }
    }
    let reading = ClipReading(steps)
    result.problems = labels.problems + (try files.check(clip, reading, labels: labels))
    result.events = reading.events
    result.windows = timeline.windows.count
    result.activity = network.takeActivity()
    let rules = settings.rules
    result.moments = rules.moments(of: labels.boxes)
    result.sources = result.moments.map {
      timeline.nearest(to: $0.time, toleranceMicroseconds: rules.toleranceMicroseconds, after: rules.skipMicroseconds)
    }
    result.streamedSources = result.moments.map { timeline.newest(publishedBy: $0.time) }
    result.keepOnlyUsedWindows()
    for index in result.detected.indices {
      result.detected[index].detections.removeAll { !rules.isLargeEnough($0) }
    }
    return result
  }
}
