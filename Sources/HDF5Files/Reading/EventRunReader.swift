import Events
import EventFormats

/// What gives the events of one layout, in file order and as they are stored.
protocol EventRunReader: AnyObject {
  /// The number of the next event in the file.
  var position: UInt64 { get }
  /// The most memory that chunks and what they decode to take, in bytes.
  var chunkMemory: UInt64 { get }
  /// What was wrong with the first part that could not be read.
  var firstProblem: String? { get }

  /// Writes the next events to the start of `room` and returns how many they are; 0 where a part of the file had to be skipped,
  /// nil at the end.
  func read(into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics) -> Int?
}
