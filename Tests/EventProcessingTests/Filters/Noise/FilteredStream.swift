import EventProcessing
import Events

/// What a filter lets pass of a stream that comes in pieces.
enum FilteredStream {
  static let sensor = SensorGeometry(width: 16, height: 12)

  struct Outcome: Equatable {
    var events: [Event]
    var statistics: EventFilterStatistics
    var hotPixels: [PixelPosition]?
  }

  static func filter(_ pieces: [[Event]], _ rules: EventFilterRules) -> Outcome {
    var filter = EventFilter(rules, geometry: sensor)
    var passed: [Event] = []
    for piece in pieces {
      var batch = EventStreams.batch(piece)
      filter.apply(to: &batch)
      passed += EventStreams.array(batch)
    }
    return Outcome(events: passed, statistics: filter.statistics, hotPixels: filter.hotPixels)
  }

  static func filter(
    _ events: [Event], _ change: (inout NoiseFilterRules) -> Void
  ) -> Outcome {
    var rules = EventFilterRules()
    change(&rules.noise)
    return filter([events], rules)
  }
}
