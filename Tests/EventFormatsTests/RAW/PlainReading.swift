import EventFormats
import Events

/// What a stream of words must be decoded to, collected word by word by the plainest reading of a format.
struct PlainReading: Equatable {
  var events: [Event] = []
  var triggers: [TriggerEvent] = []
  var statistics = DecodingStatistics()

  mutating func add(time: Int64, x: Int, y: Int, isOn: Bool) {
    if let last = events.last, time < last.time { statistics.backwardSteps += 1 }
    events.append(Event(time: time, x: UInt16(x), y: UInt16(y), polarity: isOn ? .on : .off))
    statistics.events += 1
  }

  mutating func addTrigger(time: Int64, channel: Int, isRising: Bool) {
    triggers.append(TriggerEvent(time: time, channel: UInt8(channel), isRising: isRising))
    statistics.triggers += 1
  }

  /// Decodes `words` in many ways and tells the first one that does not give this; nil where all do.
  func difference<Word: FixedWidthInteger>(
    from words: [Word], tail: [UInt8] = [], capacities: [Int] = [64, 75, 1000, 16_384],
    pieces: [Int] = [1, 2, 3, 7, 129, 4096, .max], decoder: (DecodingAcceleration) -> some EventDecoder
  ) -> String? {
    var bytes: [UInt8] = []
    for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
    bytes += tail
    for acceleration in DecodingAcceleration.allCases {
      for capacity in capacities {
        for piece in pieces {
          let cuts = stride(from: 0, to: bytes.count, by: min(piece, max(bytes.count, 1)))
          let outcome = DecodingOutcome(decoder(acceleration), of: bytes, cuts: cuts, capacity: capacity)
          let way = "acceleration \(acceleration), capacity \(capacity), pieces of \(piece)"
          if let error = outcome.error { return "\(way): \(error)" }
          if outcome.events != events {
            let place = zip(outcome.events, events).enumerated().first { $0.element.0 != $0.element.1 }
            return "\(way): \(outcome.events.count) events of \(events.count), first other one \(place as Any)"
          }
          if outcome.triggers != triggers { return "\(way): other triggers" }
          if outcome.statistics != statistics { return "\(way): \(outcome.statistics) instead of \(statistics)" }
        }
      }
    }
    return nil
  }
}
