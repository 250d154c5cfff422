import Events
import EventFormats

/// What gives the events of one layout, in file order and as they are stored.
protocol EventRunReader: AnyObject {
  /// The number of events in the file.
  var count: UInt64 { get }
  /// The number of the next event in the file.
  var position: UInt64 { get }
  /// The most memory that chunks and what they decode to take, in bytes.
  var chunkMemory: UInt64 { get }
  /// What was wrong with the first part that could not be read.
  var firstProblem: String? { get }

  /// Writes the next events to the start of `room`; nil at the end.
  func read(into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics) -> EventRun?
}
