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
    recording = try Self.open(path, options)
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
      do throws(ROSBagError) {
        guard try recording.read(into: &batch) else { return false }
      } catch {
        throw EventSourceError(error)
      }
      filter.apply(to: &batch)
      if !batch.isEmpty || !batch.triggers.isEmpty { return true }
    }
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    recording = try Self.open(path, options)
    filter = StartFilter(time: time)
  }

  private static func open(
    _ path: String, _ options: DecodingOptions
  ) throws(EventSourceError) -> ROSBag2SQLiteRecording {
    do throws(ROSBagError) {
      return try ROSBag2SQLiteRecording(path: path, options: options)
    } catch {
      throw EventSourceError(error)
    }
  }
}
