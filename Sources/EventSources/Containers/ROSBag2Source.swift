import EventFormats
import Events
import ROSBags

/// A ROS 2 recording in SQLite as a source.
struct ROSBag2Source: RecordedSource, ~Copyable {
  private let path: String
  private let options: DecodingOptions
  private var recording: ROSBag2SQLiteRecording
  private var filter = StartFilter()

  /// Opens a recording.
  init(path: String, options: DecodingOptions) throws(EventSourceError) {
    self.path = path
    self.options = options
    recording = try ROSBag2SQLiteRecording(path: path, options: options)
  }

  var description: StreamDescription { recording.description }

  var statistics: DecodingStatistics {
    var statistics = recording.statistics
    statistics.events -= filter.droppedEvents
    statistics.triggers -= filter.droppedTriggers
    return statistics
  }

  var fractionRead: Double? { recording.fractionRead }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    while true {
      guard try recording.read(into: &batch) else { return false }
      filter.apply(to: &batch)
      if !batch.isEmpty || !batch.triggers.isEmpty { return true }
    }
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    recording = try ROSBag2SQLiteRecording(path: path, options: options)
    filter = StartFilter(time: time)
  }
}
