import Events

/// Events and triggers to write to files.
enum SampleEvents {
  /// Pixels in runs along rows, in ascending time from `start` on.
  static func lines(_ count: Int, start: Int64 = 1_000_000, seed: UInt64 = 1) -> [Event] {
    var random = Generator(state: seed)
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

  /// The same numbers at every run of the tests (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }
}
