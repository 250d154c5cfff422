import EventFormats
import EventSources
import Events
import Recording

/// A source whose events are recorded as they are read.
///
/// The recording is not finished with the source: whoever has the recorder does that.
struct RecordedCopy: RecordedSource {
  private var source: CameraSource
  private let recorder: EventRecorder

  init(_ source: CameraSource, recorder: EventRecorder) {
    self.source = source
    self.recorder = recorder
  }

  var description: StreamDescription { source.description }
  var statistics: DecodingStatistics { source.statistics }
  var timing: SourceTiming? { source.timing }
  var fractionRead: Double? { source.fractionRead }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    guard try source.read(into: &batch) else { return false }
    do throws(RecordingError) { try recorder.write(&batch, description: source.description) } catch {
      throw EventSourceError(.unreadable, "cannot be recorded: \(error.message)", path: error.path)
    }
    return true
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) { try source.seek(toSensorTime: time) }
}
