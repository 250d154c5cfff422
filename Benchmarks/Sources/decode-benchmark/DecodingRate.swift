import EventSources
import Events
import Glibc

/// How fast a recording is read and decoded into batches, from opening it to its end.
struct DecodingRate {
  var eventCount: Int
  var cpuSeconds: Double

  init(measuring path: String) throws(EventSourceError) {
    let start = Self.cpuSeconds()
    var file = try RecordingFile(path: path)
    var batch = EventBatch()
    eventCount = 0
    while try file.read(into: &batch) { eventCount += batch.count }
    cpuSeconds = Self.cpuSeconds() - start
  }

  var json: String {
    "{\"events\": \(eventCount), \"cpu_seconds\": \(cpuSeconds), \"events_per_second\": \(Double(eventCount) / cpuSeconds)}"
  }

  /// User and system time of the process so far.
  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
  }
}
