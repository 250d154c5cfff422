import EventFormats
import EventSources
import Events
import Timesteps

/// The events of a recording from a time on that moves forward.
final class EventWindow {
  /// Events given so far.
  private(set) var eventCount: UInt64 = 0
  /// The time of the first event; nil before it was read.
  private(set) var firstTime: Int64?
  /// Whether the recording has been read to its end.
  private(set) var isAtEnd = false
  /// The latest time read.
  private(set) var latestTime = Int64.min

  private var recording: AnyRecording
  private var batch = EventBatch()
  private var events: [Event] = []

  init(_ recording: consuming AnyRecording) { self.recording = recording }

  /// Damaged words and records so far.
  var skippedWords: UInt64 { recording.statistics.skipped }

  /// Reads until an event of a time, or a later one, has come.
  func read(to time: Int64) throws(CommandFailure) {
    while !isAtEnd, latestTime < time {
      do throws(EventSourceError) {
        guard try recording.read(into: &batch) else {
          isAtEnd = true
          return
        }
      } catch { throw CommandFailure(error) }
      take(batch.events)
    }
  }

  private func take(_ new: Span<Event>) {
    eventCount += UInt64(new.count)
    for index in new.indices {
      events.append(new[index])
      latestTime = max(latestTime, new[index].time)
    }
    if firstTime == nil { firstTime = events.first?.time }
  }

  /// Forgets the events before a time, now and then, since the others have to be moved.
  func forget(before time: Int64) {
    guard let first = events.first, first.time < time else { return }
    let old = events.firstIndex { $0.time >= time } ?? events.count
    if old > events.count / 2 { events.removeFirst(old) }
  }

  /// Adds the events of a stretch of time to an encoder.
  func add(to encoder: inout SliceEncoder, from start: Int64, to end: Int64) {
    let events = events
    encoder.add(events.span, from: start, to: end)
  }
}
