public import Events

/// Why a format cannot hold a stream.
public enum EncodingConflict: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sensor has more columns or rows.
  case geometry(SensorGeometry, largestX: UInt16, largestY: UInt16)
  /// An event lies beyond the last column or row.
  case coordinates(x: UInt16, y: UInt16, largestX: UInt16, largestY: UInt16)
  /// A time is out of range.
  case time(Int64, legal: ClosedRange<Int64>)
  /// The first event's time is out of range.
  case firstTime(Int64, legal: ClosedRange<Int64>)
  /// Times step back further than the format can tell.
  case disorder(steps: UInt64, largest: UInt64, legal: UInt64)
  /// An external trigger input has a larger number.
  case triggerChannel(UInt8, largest: UInt8)

  /// The offending value, the legal ones, and what to do.
  public var description: String {
    switch self {
    case .geometry(let geometry, let largestX, let largestY):
      "the sensor has \(geometry) pixels, the format at most \(Int(largestX) + 1)x\(Int(largestY) + 1); "
        + "cut out a part with --roi"
    case .coordinates(let x, let y, let largestX, let largestY):
      "events reach to x \(x) and y \(y), the format to x \(largestX) and y \(largestY); cut out a part with --roi"
    case .time(let time, let legal):
      "there is an event at \(time) us, the format holds \(Self.range(legal)); move times with --rebase-time or --shift-time"
    case .firstTime(let time, let legal):
      "the first event is at \(time) us, the format can begin at \(Self.range(legal)); "
        + "move times with --rebase-time or --shift-time"
    case .disorder(let steps, let largest, let legal):
      "time steps back \(steps) times, by up to \(largest) us, the format "
        + (legal == 0 ? "holds events in order only" : "holds steps back of up to \(legal) us")
        + "; choose --time-disorder clamp or drop"
    case .triggerChannel(let channel, let largest):
      "there are external triggers of input \(channel), the format has inputs 0...\(largest); choose --triggers drop"
    }
  }

  private static func range(_ range: ClosedRange<Int64>) -> String {
    range.upperBound == .max ? "times from \(range.lowerBound) us on" : "\(range.lowerBound)...\(range.upperBound) us"
  }
}
