import EventFormats
import EventSources
import Events
import Glibc

/// How fast a recording is read and decoded into batches, from opening it to its end.
struct DecodingRate {
  var eventCount: Int
  var cpuSeconds: Double

  init(measuring path: String) throws(EventSourceError) {
    let start = Self.cpuSeconds()
    eventCount = try Self.count(path)
    cpuSeconds = Self.cpuSeconds() - start
  }

  var json: String {
    "{\"events\": \(eventCount), \"cpu_seconds\": \(cpuSeconds), \"events_per_second\": \(Double(eventCount) / cpuSeconds)}"
  }

  private static func count(_ path: String) throws(EventSourceError) -> Int {
    var recording = try AnyRecording(path: path)
    var batch = EventBatch()
    var count = 0
    while try recording.read(into: &batch) { count += batch.count }
    return count
  }

  /// User and system time of the process so far, and of worker processes that have ended.
  private static func cpuSeconds() -> Double {
    [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue].map { whose in
      var usage = rusage()
      getrusage(__rusage_who_t(whose), &usage)
      let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
      return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
    }.reduce(0, +)
  }
}
