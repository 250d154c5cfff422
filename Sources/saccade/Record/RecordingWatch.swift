import EventSources
import Pipeline
import Recording
import Synchronization

/// What goes on beside a recording, on a thread of its own: signals, the end of its time, what the source does, progress,
/// and that what has come reaches the file soon.
final class RecordingWatch: Sendable {
  private static let periodMilliseconds = 100

  private let recorder: EventRecorder
  private let control: LiveSourceControl?
  private let interruption: ReadInterruption
  private let deadline: Int64?
  private let hasStopped = Atomic(false)
  private let hasEnded = Atomic(false)

  init(recorder: EventRecorder, control: LiveSourceControl?, interruption: ReadInterruption, deadline: Int64?) {
    self.recorder = recorder
    self.control = control
    self.interruption = interruption
    self.deadline = deadline
  }

  /// Whether the recording is to end.
  var isStopped: Bool { hasStopped.load(ordering: .relaxed) }

  /// Ends the thread.
  func end() { hasEnded.store(true, ordering: .relaxed) }

  /// Runs until `end`.
  func run() {
    var progress = ProgressLine()
    var health = control.map { HealthLines($0) }
    var last = RecordRate(counts: recorder.counts)
    while !hasEnded.load(ordering: .relaxed) {
      let isOver = deadline.map { HostClock.monotonicNanoseconds() >= $0 } ?? false
      if TerminationSignals.wait(forMilliseconds: Self.periodMilliseconds) || isOver {
        hasStopped.store(true, ordering: .relaxed)
        interruption.raise()
        control?.stop()
      }
      if let line = health?.takeNew() {
        progress.clear()
        Terminal.writeError(line)
      }
      // A failure to write comes out at the next batch, and at the end.
      try? recorder.flush()
      let counts = recorder.counts
      progress.show(
        fraction: nil,
        detail: "\(Format.count(counts.events)) events  \(Format.eventRate(perSecond: last.eventsPerSecond(counts)))  "
          + "\(Format.count(counts.bytes)) bytes")
    }
    progress.clear()
  }

  /// The rate since the last look.
  private struct RecordRate {
    private var events: UInt64
    private var time = HostClock.monotonicNanoseconds()

    init(counts: EventRecorder.Counts) { events = counts.events }

    mutating func eventsPerSecond(_ counts: EventRecorder.Counts) -> Double {
      let now = HostClock.monotonicNanoseconds()
      defer { (events, time) = (counts.events, now) }
      return Double(counts.events - events) / max(Double(now - time) / 1e9, 1e-3)
    }
  }
}
