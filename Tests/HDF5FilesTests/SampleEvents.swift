import Events
import TestSupport

/// Events and triggers to write to files.
enum SampleEvents {
  /// Pixels in runs along rows, in ascending time from `start` on.
  static func lines(_ count: Int, start: Int64 = 1_000_000, seed: UInt64 = 1) -> [Event] {
    var random = SplitMix64(state: seed)
    var events: [Event] = []
    var time = start
    while events.count < count {
      time += Int64(random.next() % 40)
      let row = UInt16(random.next() % 480)
      var column = UInt16(random.next() % 600)
      let polarity: Polarity = random.next() % 2 == 0 ? .off : .on
      for _ in 0..<(random.next() % 20 + 1) where events.count < count {
        events.append(Event(time: time, x: column, y: row, polarity: polarity))
        column += UInt16(random.next() % 2 + 1)
      }
    }
    return events
  }

  /// Some of whose times step back.
  static func disordered(_ count: Int) -> [Event] {
    var events = lines(count)
    for index in stride(from: 5, to: events.count, by: 50) { events[index].time -= 3 }
    return events
  }

  /// A trigger at every `step`th event.
  static func triggers(among events: [Event], step: Int) -> [TriggerEvent] {
    stride(from: 0, to: events.count, by: step).map {
      TriggerEvent(time: events[$0].time, channel: UInt8($0 / step % 7), isRising: $0 / step % 2 == 0)
    }
  }
}
