/// Changes the contrast threshold ten times a second so that the scene gives about so many events per second.
struct EventRateControl {
  private static let periodMicroseconds: Int64 = 100_000

  private(set) var threshold: Double
  private let eventsPerSecond: Double?
  private var events = 0
  private var nextChange = periodMicroseconds

  init(threshold: Double, eventsPerSecond: Double?) {
    self.threshold = threshold
    self.eventsPerSecond = eventsPerSecond
  }

  /// Notes the events of a step that ends at `time`.
  mutating func note(events count: Int, until time: Int64) {
    events += count
    guard let eventsPerSecond, time >= nextChange else { return }
    let expected = eventsPerSecond * Double(time - nextChange + Self.periodMicroseconds) / 1e6
    let legal = SceneDescription.contrastThresholds
    // Small changes, since the rate follows the traffic and not the threshold alone.
    let ratio = min(max(Double(events) / expected, 0.8), 1.25)
    threshold = min(max(threshold * ratio, legal.lowerBound), legal.upperBound)
    events = 0
    nextChange = time + Self.periodMicroseconds
  }
}
