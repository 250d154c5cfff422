import EventSources

/// What a live source does, one line for each change, for standard error.
struct HealthLines {
  private let control: LiveSourceControl
  private var last = ""

  init(_ control: LiveSourceControl) { self.control = control }

  /// The line of a state that is new; nil where it is the one before.
  mutating func takeNew() -> String? {
    let health = control.health
    let line = health.state.rawValue + (health.reason.isEmpty ? "" : ": \(health.reason)")
    guard line != last else { return nil }
    last = line
    return "saccade: \(line)\n"
  }
}
