import Events

extension EventBatch {
  /// The time of the first event or trigger of a batch that is in order, in microseconds; nil where it has none.
  var firstTime: Int64? {
    let event = isEmpty ? nil : events[0].time
    guard let trigger = triggers.first?.time else { return event }
    return min(event ?? trigger, trigger)
  }

  /// The time of the last event or trigger of a batch that is in order, in microseconds; nil where it has none.
  var lastTime: Int64? {
    let event = isEmpty ? nil : events[count - 1].time
    guard let trigger = triggers.last?.time else { return event }
    return max(event ?? trigger, trigger)
  }
}
