import EventFormats
import EventSources
import Events
import Glibc
import Timesteps

/// Measures what a live stream costs the ingest thread: receiving over a Unix socket, decoding and slicing.
@main
struct IngestBenchmark {
  /// What one core must take in beside the inference thread.
  static let demandedEventsPerSecond = 30e6

  static func main() {
    guard CommandLine.arguments.count == 2 else {
      let usage = Array(
        "usage: ingest-benchmark FILE.raw    prints the cost of taking it in over a socket as JSON\n".utf8)
      _ = write(STDERR_FILENO, usage, usage.count)
      exit(64)
    }
    do {
      print(try measure(CommandLine.arguments[1]))
    } catch {
      let message = Array("\(error)\n".utf8)
      _ = write(STDERR_FILENO, message, message.count)
      exit(70)
    }
  }

  private static func measure(_ recording: String) throws -> String {
    let path = "/tmp/saccade-ingest-benchmark-\(getpid())"
    let geometry = try RecordingFile(path: recording).geometry ?? SensorGeometry(width: 1280, height: 720)
    let settings = LiveSourceSettings(address: try SourceAddress("unix-listen://\(path)"))
    var source = try LiveSource(settings)
    let control = source.control
    let sender = try Sender(of: recording, to: path)
    let encoding = try TensorEncoding(
      representation: .lastPolarity, sensor: geometry, inputWidth: 320, inputHeight: 256, resizing: .bilinear)
    var slicer = try TimestepSlicer(rules: SlicingRules(timestepMicroseconds: 10_000), encoding: encoding)
    let tensor = TimestepTensor(shape: encoding.shape)
    var batch = EventBatch(capacity: 16_384)
    var events = 0
    let start = cpuSeconds()
    while try source.read(into: &batch) {
      if source.timing?.beginsSession == true { break }
      events += batch.count
      var index = 0
      while slicer.consume(batch.events, from: &index, into: tensor) == .timestepComplete {}
    }
    let seconds = cpuSeconds() - start
    control.stop()
    while try source.read(into: &batch) {}
    sender.join()
    guard UInt64(events) == source.statistics.events else { throw Failure(description: "events were lost") }
    let rate = Double(events) / seconds
    return """
      {"events": \(events), "timesteps": \(slicer.timestepCount), "thread_seconds": \(seconds), \
      "events_per_thread_second": \(rate), "times_the_demanded_rate": \(rate / demandedEventsPerSecond)}
      """
  }

  /// Processor time of this thread, the kernel's for it included.
  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What cannot be measured.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }
}
