import Pipeline
import EventSources

/// One line on standard error that shows how far a long task is; silent when standard error is not a terminal and for the
/// first two seconds.
struct ProgressLine {
  private let start = HostClock.monotonicNanoseconds()
  private let isEnabled: Bool
  private var isShown = false

  init(isEnabled: Bool = Terminal.errorIsTerminal) { self.isEnabled = isEnabled }

  /// Seconds since the task began.
  var elapsedSeconds: Double { Double(HostClock.monotonicNanoseconds() - start) / 1e9 }

  /// Shows the state of the task.
  ///
  /// - Parameters:
  ///   - fraction: how much is done, 0...1; nil where the end is not known.
  ///   - detail: rates and counts.
  mutating func show(fraction: Double?, detail: String) {
    guard isEnabled, elapsedSeconds > 2 else { return }
    var line = ""
    if let fraction, fraction > 0 {
      let cells = Int((min(fraction, 1) * 24).rounded())
      let left = elapsedSeconds / fraction * (1 - min(fraction, 1))
      line =
        String(repeating: "█", count: cells) + String(repeating: "░", count: 24 - cells)
        + " \(Int(min(fraction, 1) * 100))%  \(Format.clock(seconds: left)) left  "
    }
    Terminal.writeError("\r\u{1B}[2K" + line + detail)
    isShown = true
  }

  /// Removes the line.
  mutating func clear() {
    if isShown { Terminal.writeError("\r\u{1B}[2K") }
    isShown = false
  }
}
