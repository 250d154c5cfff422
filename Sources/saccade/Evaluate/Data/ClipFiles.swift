import Detections
import EventFormats
import EventSources
import Events
import SpikingNetwork

/// Opens and checks the recordings of clips.
struct ClipFiles {
  let settings: EvaluationSettings
  let options: RecordingOptions

  /// Opens a clip's recording.
  ///
  /// - Throws: `CommandFailure` where it cannot be read, or is of another sensor than the model's.
  func open(_ clip: EvaluationClip) throws(CommandFailure) -> AnyRecording {
    let recording = try options.open(clip.recording)
    let input = settings.network.input
    let sensor = SensorGeometry(width: input.sensorWidth, height: input.sensorHeight)
    if let geometry = recording.description.geometry, geometry != sensor {
      throw CommandFailure(
        .badData,
        "\(clip.recording): the recording is of a sensor of \(geometry), and the model is for \(sensor); give the model's "
          + "recordings, or import it with --geometry \(geometry)")
    }
    return recording
  }

  /// What was wrong with a recording that has been read to its end, and with its labels beside it.
  ///
  /// - Throws: `CommandFailure` where there was no event.
  func check(_ clip: EvaluationClip, _ reading: ClipReading, labels: ClipLabels) throws(CommandFailure)
    -> [EvaluationProblem]
  {
    guard reading.events > 0 else { throw CommandFailure(.badData, "\(clip.recording): there is no event in it") }
    var messages: [(String, String)] = []
    func add(_ count: UInt64, _ what: String) {
      if count > 0 { messages.append((clip.name, "\(Format.count(count)) \(what)")) }
    }
    add(reading.outsideSensor, "events lie outside the model's sensor; they are left out")
    add(reading.tooOld, "events are out of order; they are left out")
    add(reading.skippedWords, "damaged words or records; they are left out")
    add(reading.restarts, "times sensor time jumps back; labels may belong to the time before or after")
    // The last window may lie as far from a label as the rules allow; a timestep begins up to its length before its label.
    let rules = settings.evaluationProtocol
    let slack = rules.isStreamed ? settings.rules.toleranceMicroseconds : settings.network.input.timestepMicroseconds
    let (end, isEndless) = reading.endMicroseconds.addingReportingOverflow(slack)
    let late = isEndless ? 0 : labels.boxes.count { $0.time > end }
    if late > 0 {
      messages.append(
        (
          clip.labelName,
          "\(late) of \(labels.boxes.count) boxes are later than the recording's end at \(reading.endMicroseconds) us; "
            + "nothing of them was recorded, and they count all the same"
        ))
    }
    return messages.map { EvaluationProblem(file: $0, message: $1) }
  }
}
