import Events

/// What is on one external trigger input.
public struct TriggerSummary: Equatable, Sendable {
  /// The input's number.
  public var channel: UInt8
  /// Rising edges.
  public var risingEdges: UInt64 = 0
  /// Falling edges.
  public var fallingEdges: UInt64 = 0
  /// The first edge's time in microseconds.
  public var firstTime: Int64
  /// The last edge's time in microseconds.
  public var lastTime: Int64

  /// Creates the summary of an input's first edge.
  init(_ trigger: TriggerEvent) {
    channel = trigger.channel
    firstTime = trigger.time
    lastTime = trigger.time
    add(trigger)
  }

  mutating func add(_ trigger: TriggerEvent) {
    if trigger.isRising { risingEdges += 1 } else { fallingEdges += 1 }
    lastTime = trigger.time
  }

  /// Edges of both kinds.
  public var edges: UInt64 { risingEdges + fallingEdges }
}
