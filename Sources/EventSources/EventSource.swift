public import EventFormats
public import Events

/// Something that gives events: a recording, a camera, a network stream.
public protocol EventSource: ~Copyable {
  /// What is known of the stream.
  var description: StreamDescription { get }

  /// What has been given and what has been skipped so far.
  var statistics: DecodingStatistics { get }

  /// Replaces the content of a batch with the next events and triggers, in stream order.
  ///
  /// Waits until there are some. What was read before a failure is given first; the failure is thrown by the call
  /// after.
  ///
  /// - Returns: false at the end of the source, with an empty batch.
  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool
}
