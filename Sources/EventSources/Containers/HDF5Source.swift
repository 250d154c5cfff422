import EventFormats
import Events
import HDF5Files

/// An HDF5 recording as a source.
struct HDF5Source: RecordedSource, ~Copyable {
  private let path: String
  private let worker: HDF5WorkerCommand
  private let options: HDF5ReadOptions
  private var recording: HDF5Recording
  private var filter = StartFilter()
  /// Events taken out of the file since its start, dropped ones included.
  private var taken: UInt64 = 0

  /// Opens a recording.
  init(path: String, worker: HDF5WorkerCommand, options: DecodingOptions) throws(EventSourceError) {
    self.path = path
    self.worker = worker
    self.options = HDF5ReadOptions(group: options.hdf5Group, geometry: options.geometry)
    recording = try HDF5Recording(path: path, worker: worker, options: self.options)
  }

  var description: StreamDescription { recording.description }

  var statistics: DecodingStatistics {
    var statistics = recording.statistics
    statistics.events -= min(filter.droppedEvents, statistics.events)
    statistics.triggers -= min(filter.droppedTriggers, statistics.triggers)
    return statistics
  }

  var fractionRead: Double? {
    recording.eventCount > 0 ? min(Double(taken) / Double(recording.eventCount), 1) : nil
  }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    while true {
      guard try recording.read(into: &batch) else { return false }
      taken += UInt64(batch.count)
      filter.apply(to: &batch)
      if !batch.isEmpty || !batch.triggers.isEmpty { return true }
    }
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    recording = try HDF5Recording(path: path, worker: worker, options: options)
    filter = StartFilter(time: time)
    taken = 0
  }
}
