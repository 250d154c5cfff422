import Detections
import EventSources
import Pipeline
import SpikingNetwork
import Timesteps

/// Runs a clip as the published code does: for each label a window that ends at it.
///
/// With the state reset, that is the T timesteps before the label from a zero state. With the state carried, timesteps
/// follow one another through the whole clip and are cut back from each label, so that one may be shorter after a label; the
/// detections are those of the last T.
final class LabelRunner: ClipRunner {
  private let settings: EvaluationSettings
  private let network: EvaluatedNetwork
  private let files: ClipFiles
  private let windows: LabelWindows
  private let encoding: TensorEncoding
  private let tensors: [TimestepTensor]

  /// Without an event for longer than this, timesteps are passed over and the state is zeroed, as the slicer does.
  private let gapLimit = SlicingRules(timestepMicroseconds: 1).gapLimitMicroseconds

  init(
    network: EvaluatedNetwork, settings: EvaluationSettings, options: RecordingOptions
  ) throws(CommandFailure) {
    self.network = network
    self.settings = settings
    files = ClipFiles(settings: settings, options: options)
    let input = settings.network.input
    windows = LabelWindows(
      timestepMicroseconds: input.timestepMicroseconds, timesteps: input.timestepsPerWindow)
    do {
      let encoding = try TensorEncoding(input: input)
      self.encoding = encoding
      tensors = (0..<input.timestepsPerWindow).map { _ in TimestepTensor(shape: encoding.shape) }
    } catch {
      throw CommandFailure(.configuration, "\(error): import the model anew")
    }
  }

  func run(_ clip: EvaluationClip, progress: (Double) -> Void) throws(CommandFailure) -> ClipResult {
    let labels = try ClipLabels(clip, description: settings.network)
    let recording = try files.open(clip)
    var result = ClipResult(number: clip.number, fileSizes: [Int(recording.byteCount ?? 0), labels.byteCount])
    result.moments = settings.rules.moments(of: labels.boxes)
    _ = network.takeActivity()
    var pass = Pass(events: EventWindow(recording), encoder: SliceEncoder(encoding: encoding))
    for (index, moment) in result.moments.enumerated() {
      let hasWindow = try run(to: moment.time, &pass, &result)
      result.sources.append(hasWindow ? result.detected.count : nil)
      if hasWindow { result.detected.append(.init(time: moment.time, detections: network.detections())) }
      progress(Double(index + 1) / Double(result.moments.count))
    }
    let isWhole = pass.events.isAtEnd
    let reading = ClipReading(
      events: pass.events.eventCount, outsideSensor: pass.outsideSensor, skippedWords: pass.events.skippedWords,
      endMicroseconds: isWhole ? pass.events.latestTime : .max)
    result.problems = labels.problems + (try files.check(clip, reading, labels: labels))
    result.events = reading.events
    result.windows = result.detected.count
    result.activity = network.takeActivity()
    return result
  }

  /// How far a clip has been run.
  private struct Pass: ~Copyable {
    var events: EventWindow
    var encoder: SliceEncoder
    /// The label before.
    var previous: Int64?
    var lastEventTime = Int64.min
    var needsReset = true
    var outsideSensor: UInt64 = 0
  }

  /// Runs the timesteps up to a label; false where there are none.
  private func run(
    to label: Int64, _ pass: inout Pass, _ result: inout ClipResult
  ) throws(CommandFailure) -> Bool {
    try pass.events.read(to: label)
    guard let first = pass.events.firstTime, first < label else { return false }
    let isCarried = settings.state == .carry
    let slices =
      isCarried
      ? windows.slices(from: pass.previous ?? first, to: label, isContinued: pass.previous != nil)
      : windows.window(endingAt: label)
    pass.previous = label
    if !isCarried { pass.needsReset = true }
    guard let begin = slices.first?.start else { return false }
    pass.events.forget(before: begin)
    var place = 0
    var hasRun = false
    // Groups are counted back from the label: the first may be the shorter one.
    var size = slices.count % windows.timesteps
    while place < slices.count {
      if size == 0 { size = windows.timesteps }
      let ran = run(slices[place..<place + size], &pass, &result)
      hasRun = hasRun && !pass.needsReset || ran
      place += size
      size = windows.timesteps
    }
    return hasRun
  }

  /// Runs a group of timesteps in the model's order; false where nothing happened for so long that all were passed over.
  private func run(
    _ slices: ArraySlice<LabelWindows.Slice>, _ pass: inout Pass, _ result: inout ClipResult
  ) -> Bool {
    var used: [TimestepTensor] = []
    for (slice, tensor) in zip(slices, tensors) {
      pass.events.add(to: &pass.encoder, from: slice.start, to: slice.end)
      pass.encoder.finish(from: slice.start, to: slice.end, into: tensor)
      let counts = tensor.timestep.counts
      pass.outsideSensor += counts.droppedOutsideSensor
      if counts.accepted > 0 {
        pass.lastEventTime = slice.end
      } else if settings.state == .carry, pass.lastEventTime > .min, slice.end - pass.lastEventTime > gapLimit {
        pass.needsReset = true
        continue
      }
      used.append(tensor)
    }
    if settings.network.input.order == .newestFirst { used.reverse() }
    for tensor in used {
      if pass.needsReset { network.reset() }
      pass.needsReset = false
      result.inferenceNanoseconds.append(network.run(tensor))
    }
    return !used.isEmpty
  }
}
