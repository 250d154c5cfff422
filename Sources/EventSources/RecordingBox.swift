import EventFormats
import Events

/// Makes a source that cannot be copied a value that can be stored whatever its type.
final class RecordingBox<Source: RecordedSource & ~Copyable>: RecordedSource {
  private var source: Source

  init(_ source: consuming Source) { self.source = source }

  var description: StreamDescription { source.description }
  var statistics: DecodingStatistics { source.statistics }
  var timing: SourceTiming? { source.timing }
  var fractionRead: Double? { source.fractionRead }

  func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool { try source.read(into: &batch) }

  func seek(toSensorTime time: Int64) throws(EventSourceError) { try source.seek(toSensorTime: time) }
}
