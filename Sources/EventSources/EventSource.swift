public import EventFormats
public import Events

/// Something that gives events: a recording, a camera, a network stream.
public protocol EventSource: ~Copyable {
  /// What is known of the stream.
  var description: StreamDescription { get }

  /// What has been given and what has been skipped so far.
  var statistics: DecodingStatistics { get }

  /// What the last `read` tells of time; nil where the events say all, as in recordings.
  var timing: SourceTiming? { get }

  /// Replaces the content of a batch with the next events and triggers, in stream order.
  ///
  /// Waits until there are some; a source with `timing` may also return without any, to tell that time has passed. What was
  /// read before a failure is given first; the failure is thrown by the call after.
  ///
  /// - Returns: false at the end of the source, with an empty batch.
  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool
}

extension EventSource where Self: ~Copyable {
  /// Nil: the events say all.
  public var timing: SourceTiming? { nil }
}
