import Detections
import EventFormats
import EventProcessing
import EventSources
import Events
import Pictures
import SpikingNetwork

/// Pictures of the moments that went best and worst: events with what is there and what was detected; none of images.
struct MomentPictures {
  struct Picture {
    var canvas: Canvas
    var caption: String
  }

  private(set) var best: [Picture] = []
  private(set) var worst: [Picture] = []
  /// Why moments have no picture, one line each.
  private(set) var failures: [String] = []

  /// Whether there are none.
  var isEmpty: Bool { best.isEmpty && worst.isEmpty }

  private static let countOfEach = 3
  private static let pictureWidth = 640
  /// Microseconds of events that are shown.
  private static let windowMicroseconds: Int64 = 40_000

  /// Draws the pictures; a recording that is not there any more has none, which is no failure of the evaluation.
  init(_ evaluation: EvaluationScores, dataset: String, options: RecordingOptions) {
    guard evaluation.partial.settings.evaluationProtocol != .coco else { return }
    let choice = MomentChoice(evaluation, count: Self.countOfEach)
    best = draw(choice.best, evaluation, dataset: dataset, options: options)
    worst = draw(choice.worst, evaluation, dataset: dataset, options: options)
  }

  private mutating func draw(
    _ moments: [MomentChoice.Moment], _ evaluation: EvaluationScores, dataset: String, options: RecordingOptions
  ) -> [Picture] {
    var pictures: [Picture] = []
    for moment in moments {
      do { pictures.append(try Self.draw(moment, evaluation, dataset: dataset, options: options)) } catch {
        failures.append("no picture: \(error.message)")
      }
    }
    return pictures
  }

  private static func draw(
    _ moment: MomentChoice.Moment, _ evaluation: EvaluationScores, dataset: String, options: RecordingOptions
  ) throws(CommandFailure) -> Picture {
    let settings = evaluation.partial.settings
    let result = evaluation.clips[moment.clip].result
    let labelled = result.moments[moment.index]
    let name = settings.clips[result.number]
    let input = settings.network.input
    let root = dataset.hasSuffix("/") ? dataset : dataset + "/"
    let window = FrameWindow(
      startMicroseconds: labelled.time - windowMicroseconds, durationMicroseconds: windowMicroseconds)
    let frame = try eventFrame(
      of: options.open(root + name), window: window,
      geometry: SensorGeometry(width: input.sensorWidth, height: input.sensorHeight))
    let scale = RenderScale(width: frame.geometry.width, target: pictureWidth)
    let painter = FramePainter(
      geometry: frame.geometry, theme: .dark, scale: scale, hasCaption: false, originMicroseconds: 0, boxes: nil,
      classes: settings.network.classNames)
    var canvas = painter.paint(frame)
    mark(labelled.truths, scale: scale, on: &canvas)
    painter.boxPainter.draw(
      MomentChoice.shown(evaluation, clip: moment.clip, index: moment.index).map {
        TimedDetection(time: labelled.time, detection: $0)
      }, on: &canvas)
    let seconds = Format.decimal(Double(labelled.time) / 1e6, digits: 2)
    return Picture(
      canvas: canvas,
      caption: "\(name) at \(seconds) s: \(moment.found) found, \(moment.missed) missed, \(moment.wrong) wrong")
  }

  private static func eventFrame(
    of recording: consuming AnyRecording, window: FrameWindow, geometry: SensorGeometry
  ) throws(CommandFailure) -> EventFrame {
    var recording = recording
    var frame = EventFrame(geometry: geometry, window: window)
    var batch = EventBatch()
    do throws(EventSourceError) {
      try recording.seek(toSensorTime: window.startMicroseconds)
      while try recording.read(into: &batch) {
        let events = batch.events
        for index in events.indices
        where events[index].time >= window.startMicroseconds && events[index].time < window.endMicroseconds {
          frame.add(events[index])
        }
        if let last = events.indices.last, events[last].time >= window.endMicroseconds { break }
      }
    } catch { throw CommandFailure(error) }
    return frame
  }

  /// Draws what is there, in white.
  private static func mark(_ truths: [TrueBox], scale: RenderScale, on canvas: inout Canvas) {
    func pixel(_ value: Double) -> Int { Int(min(max(scale.scaled(value), -1e5), 1e5).rounded()) }
    for truth in truths {
      let (left, top) = (pixel(truth.x), pixel(truth.y))
      let box = Rectangle(
        x: left - 1, y: top - 1, width: max(3, pixel(truth.x + truth.width) - left + 2),
        height: max(3, pixel(truth.y + truth.height) - top + 2))
      canvas.stroke(box, .white, thickness: 1)
    }
  }
}
