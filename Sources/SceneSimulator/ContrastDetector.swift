import Events

/// The sensor's pixels: each remembers the log intensity at which it fired last and fires for every change by the threshold.
///
/// Between two moments the intensity is taken as linear, and an event has the time at which it crosses the threshold: the
/// model of ESIM (Rebecq, Gehrig and Scaramuzza, 2018).
struct ContrastDetector {
  private let width: Int
  /// Log intensity at the moment before.
  private var previous: [Float]
  /// Log intensity at which each pixel fired last.
  private var reference: [Float]

  init(geometry: SensorGeometry, logIntensity: [Float]) {
    width = geometry.width
    previous = logIntensity
    reference = logIntensity
  }

  /// Takes in a pixel's log intensity after `duration` microseconds from `start` and appends its events, which lie in
  /// [start, start + duration).
  mutating func update(
    x: Int, y: Int, logIntensity: Float, threshold: Float, start: Int64, duration: Int64, events: inout [Event]
  ) {
    let pixel = y * width + x
    let before = previous[pixel]
    guard logIntensity != before else { return }
    previous[pixel] = logIntensity
    let polarity: Polarity = logIntensity > before ? .on : .off
    let step = polarity == .on ? threshold : -threshold
    var level = reference[pixel] + step
    while polarity == .on ? level <= logIntensity : level >= logIntensity {
      reference[pixel] = level
      // The level may have been passed before where the threshold has become smaller since.
      let fraction = min(max((level - before) / (logIntensity - before), 0), 1)
      let time = start + min(Int64(Double(fraction) * Double(duration)), duration - 1)
      events.append(Event(time: time, x: UInt16(x), y: UInt16(y), polarity: polarity))
      level += step
    }
  }
}
