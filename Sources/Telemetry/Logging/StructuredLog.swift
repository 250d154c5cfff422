import Glibc
import Synchronization

/// Where the service says what happens: lines on standard error, text on a terminal and JSON elsewhere.
///
/// Any thread may write. State changes come through as they happen; warnings that repeat are summed up by `tick`.
public final class StructuredLog: Sendable {
  private struct State {
    var level: LogLevel
    var format: LogRecord.Format
    var repeated = RepeatedRecords()
  }

  private let state: Mutex<State>
  private let write: @Sendable (String) -> Void

  /// Creates a log.
  ///
  /// - Parameters:
  ///   - level: the least weight that is written.
  ///   - format: how records are written.
  ///   - write: takes each line; standard error where nothing is said.
  public init(
    level: LogLevel = .info, format: LogRecord.Format,
    write: @escaping @Sendable (String) -> Void = StructuredLog.writeToStandardError
  ) {
    state = Mutex(State(level: level, format: format))
    self.write = write
  }

  /// The format for where standard error leads.
  public static var usualFormat: LogRecord.Format { isatty(STDERR_FILENO) == 1 ? .text : .json }

  /// Sets what is written, and how.
  public func configure(level: LogLevel, format: LogRecord.Format) {
    state.withLock {
      $0.level = level
      $0.format = format
    }
  }

  /// Writes a record that tells of a change.
  public func record(_ record: LogRecord) {
    let format: LogRecord.Format? = state.withLock { record.level >= $0.level ? $0.format : nil }
    if let format { write(record.line(format, timeNanoseconds: Self.realTime())) }
  }

  /// Writes a record that may come many times a second: the first at once, the others summed up.
  public func repeatedRecord(_ record: LogRecord) {
    let now = Self.monotonicTime()
    let format: LogRecord.Format? = state.withLock { state in
      guard record.level >= state.level, state.repeated.admit(record, atNanoseconds: now) else { return nil }
      return state.format
    }
    if let format { write(record.line(format, timeNanoseconds: Self.realTime())) }
  }

  /// Writes the sums that are due; to be called several times a second.
  public func tick() {
    let now = Self.monotonicTime()
    let (due, format) = state.withLock { ($0.repeated.due(atNanoseconds: now), $0.format) }
    for record in due { write(record.line(format, timeNanoseconds: Self.realTime())) }
  }

  /// Writes a whole line to standard error; what cannot be written is lost.
  public static func writeToStandardError(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count, let start = bytes.baseAddress {
        let written = Glibc.write(STDERR_FILENO, start + offset, bytes.count - offset)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return }
        offset += written
      }
    }
  }

  private static func realTime() -> Int64 { time(CLOCK_REALTIME) }

  private static func monotonicTime() -> Int64 { time(CLOCK_MONOTONIC) }

  private static func time(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
