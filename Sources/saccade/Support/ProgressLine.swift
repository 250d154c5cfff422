/// A line on the terminal that says how far a long command has come; nothing before two seconds have passed, and
/// nothing where standard error is no terminal.
struct ProgressLine {
  private let unit: String
  private let total: Int
  private let start = ContinuousClock.now
  private var lastWritten: ContinuousClock.Instant?

  /// Creates the line for `total` things called `unit`.
  init(unit: String, total: Int) {
    self.unit = unit
    self.total = total
  }

  /// Says that `done` things are done.
  mutating func update(done: Int) {
    let now = ContinuousClock.now
    guard StandardError.isTerminal, now - start > .seconds(2), now - (lastWritten ?? start) > .milliseconds(200)
    else { return }
    lastWritten = now
    StandardError.write("\r\(done) of \(total) \(unit)")
  }

  /// Ends the line, if there is one.
  func finish() {
    if lastWritten != nil { StandardError.write("\r\(total) of \(total) \(unit)\n") }
  }
}
