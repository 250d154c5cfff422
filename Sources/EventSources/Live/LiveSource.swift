public import EventFormats
public import Events

/// Events that come in the present: from a socket, a network, a device.
///
/// It connects by itself, again and again, notices when data cease to come, lays the sensor's clock on the host's, and says
/// when time has passed without events. One thread reads it, which waits in `read`; other threads use its `control`. A new
/// connection begins a new session, whose decoding owes nothing to the one before. A copy is the same source.
public struct LiveSource: RecordedSource {
  private let reader: LiveReader

  /// Creates a source that connects when it is first read.
  ///
  /// - Throws: `unsupported` where the address is no live one; `unreadable` where the system has no descriptor left.
  public init(_ settings: LiveSourceSettings) throws(EventSourceError) { reader = try LiveReader(settings) }

  /// What other threads may ask of the source.
  public var control: LiveSourceControl { reader.control }

  /// What is known of the stream; what the settings say until it has begun.
  public var description: StreamDescription { reader.description }

  /// What has been given and skipped so far, in all connections.
  public var statistics: DecodingStatistics { reader.statistics }

  /// What the last `read` tells of time.
  public var timing: SourceTiming? { reader.timing }

  /// Nil: it has no end.
  public var fractionRead: Double? { nil }

  /// Replaces the content of a batch with the next events and triggers, or with none where time has passed; `timing` tells.
  ///
  /// - Returns: false once it was stopped, or at the end of standard input.
  /// - Throws: `badData` where standard input is no event stream.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    try reader.read(into: &batch)
  }

  /// Throws `unsupported`: what has passed cannot be read again.
  public mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    throw EventSourceError(.unsupported, "is live and has no earlier time; record it first", path: reader.path)
  }
}
