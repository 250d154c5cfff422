import EventFormats
import Events
import HDF5Files

/// Everything that a file gives.
struct Reading: Equatable {
  var description: StreamDescription?
  var events: [Event] = []
  var triggers: [TriggerEvent] = []
  var statistics = DecodingStatistics()

  /// Reads a file inside this process.
  static func inProcess(
    _ path: String, options: HDF5ReadOptions = HDF5ReadOptions(), capacity: Int = 65536
  ) throws(EventFormatError) -> Reading {
    let reader = try HDF5EventReader(path: path, options: options)
    var reading = Reading(description: reader.description)
    var batch = EventBatch(capacity: capacity)
    var hasMore = true
    while hasMore {
      batch.removeAll()
      hasMore = reader.read(into: &batch)
      reading.take(batch)
    }
    reading.statistics = reader.statistics
    return reading
  }

  /// Reads a file through a worker; the error, if any, comes with what was read before.
  static func throughWorker(
    _ path: String, options: HDF5ReadOptions = HDF5ReadOptions(), capacity: Int = 16384
  ) -> (reading: Reading, error: EventSourceError?) {
    var reading = Reading()
    do throws(EventSourceError) {
      var recording = try HDF5Recording(path: path, worker: Recordings.worker, options: options)
      reading.description = recording.description
      var batch = EventBatch(capacity: capacity)
      var hasMore = true
      while hasMore {
        do throws(EventSourceError) {
          hasMore = try recording.read(into: &batch)
        } catch {
          reading.statistics = recording.statistics
          throw error
        }
        reading.take(batch)
      }
      reading.statistics = recording.statistics
    } catch {
      return (reading, error)
    }
    return (reading, nil)
  }

  private mutating func take(_ batch: borrowing EventBatch) {
    for index in batch.events.indices { events.append(batch.events[index]) }
    triggers += batch.triggers
  }
}
