import Events

/// The four values of one row or record; nil for one that is no integer or does not fit.
struct NumpyValues {
  /// What the values give.
  enum Outcome {
    case event(Event, isSuspicious: Bool)
    case skip(SkipReason)
  }

  var time: Int64?
  var x: Int64?
  var y: Int64?
  var polarity: Int64?

  /// The event, if the pixel lies within `bounds`.
  @inline(__always)
  func event(_ bounds: PixelBounds) -> Outcome {
    guard let time, let x, let y, let polarity else { return .skip(.malformed) }
    guard x == x & 0xFFFF, y == y & 0xFFFF,
      bounds.contains(x: Int32(truncatingIfNeeded: x), y: Int32(truncatingIfNeeded: y))
    else { return .skip(.outOfRange) }
    let event = Event(
      time: time, x: UInt16(truncatingIfNeeded: x), y: UInt16(truncatingIfNeeded: y),
      polarity: polarity > 0 ? .on : .off)
    return .event(event, isSuspicious: !(-1...1).contains(polarity))
  }

  /// Whether the values can be those of an event of some sensor.
  var canBeEvent: Bool {
    guard time != nil, let x, let y, let polarity else { return false }
    return (0...65535).contains(x) && (0...65535).contains(y) && (-1...255).contains(polarity)
  }

  /// The values for a message.
  var text: String {
    [("t", time), ("x", x), ("y", y), ("p", polarity)].map { name, value in
      "\(name) \(value.map { "\($0)" } ?? "not an integer")"
    }.joined(separator: ", ")
  }
}
