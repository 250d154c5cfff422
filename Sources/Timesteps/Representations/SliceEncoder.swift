public import Events

/// Turns the events of any stretch of time into a timestep's tensor, where boundaries are not a slicer's.
///
/// Nothing is allocated after construction.
public struct SliceEncoder: ~Copyable {
  private var encoder: TensorEncoder
  private var counts = EventCounts()

  /// Creates an encoder.
  public init(encoding: TensorEncoding) { encoder = TensorEncoder(encoding: encoding) }

  /// Adds the events of a run that lie in a stretch of time [`start`, `end`), in microseconds; others are passed over.
  public mutating func add(_ events: Span<Event>, from start: Int64, to end: Int64) {
    let planes = encoder.planes
    switch encoder.encoding.representation {
    case .lastPolarity: add(events, start, end, LastPolarityAccumulator(codes: planes))
    case .histogram(let cap, _):
      add(
        events, start, end, HistogramAccumulator(onCounts: planes, offCounts: planes + encoder.planeCount, cap: cap))
    }
  }

  /// Writes the tensor of the stretch and forgets its events.
  public mutating func finish(from start: Int64, to end: Int64, into tensor: TimestepTensor) {
    encoder.finish(into: tensor)
    tensor.timestep = Timestep(startMicroseconds: start, endMicroseconds: end, counts: counts)
    counts = EventCounts()
  }

  private mutating func add(_ events: Span<Event>, _ start: Int64, _ end: Int64, _ accumulator: some EventAccumulator) {
    let sensor = encoder.encoding.letterbox.sensor
    for index in events.indices {
      let event = events[index]
      guard event.time >= start, event.time < end else { continue }
      guard sensor.contains(x: event.x, y: event.y) else {
        counts.droppedOutsideSensor &+= 1
        continue
      }
      accumulator.accumulate(pixel: Int(event.y) * sensor.width + Int(event.x), isOn: event.polarityBits != 0)
      counts.accepted &+= 1
    }
  }
}
