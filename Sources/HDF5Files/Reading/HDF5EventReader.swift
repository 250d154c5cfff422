public import Events
public import EventFormats

/// Reads the events of Metavision, DSEC and RVT files, inside this process.
///
/// libhdf5 is not made for files that somebody may have tampered with: use `HDF5Recording`, which has a child process do
/// this, wherever a file is not the program's own. A reader belongs to one thread at a time. Offsets in its statistics are
/// numbers of events.
public final class HDF5EventReader {
  /// The most triggers that one call gives.
  private static let maximumTriggers = 4096

  /// What the file says of itself.
  public let description: StreamDescription
  /// What has been read and what has been skipped.
  public private(set) var statistics = DecodingStatistics()

  private let events: any EventRunReader
  private let triggers: TriggerReader?
  private var screen: EventScreen
  private var hasEvents = true

  /// Opens a file.
  ///
  /// - Throws: `notThisFormat` where it is no HDF5 file or holds no known layout of events, `unsupported` where its compression
  ///   or its types are not read, `damaged` where libhdf5 cannot read it.
  public init(path: String, options: HDF5ReadOptions = HDF5ReadOptions()) throws(EventFormatError) {
    let contents = try HDF5Library.withLock { () throws(EventFormatError) in
      try EventContents.find(in: try HDF5File(reading: path), options: options)
    }
    description = contents.description
    events = contents.events
    triggers = contents.triggers
    screen = EventScreen(contents.description.geometry)
  }

  /// What was wrong with the first part of the file that could not be read; nil where all could.
  public var firstProblem: String? { events.firstProblem ?? triggers?.firstProblem }

  /// The number of events that the file says it has.
  public var eventCount: UInt64 { events.count }

  /// The most memory that chunks and what they decode to take, in bytes.
  package var chunkMemory: UInt64 { events.chunkMemory + (triggers?.chunkMemory ?? 0) }

  /// Appends events and the triggers that lie among them; returns false when none are left.
  ///
  /// A batch with room for 65536 events lets every chunk be decoded in place.
  public func read(into batch: inout EventBatch) -> Bool {
    guard !batch.isFull else { return true }
    var hasMore = true
    var triggers: [TriggerEvent] = []
    batch.withUnsafeFreeCapacity { room in
      guard let count = read(into: room, triggers: &triggers) else {
        hasMore = false
        return 0
      }
      return count
    }
    batch.triggers += triggers
    return hasMore
  }

  /// Writes events to the start of `room` and appends the triggers that lie among them, or else those that are left; nil when
  /// there is neither.
  func read(into room: UnsafeMutableBufferPointer<Event>, triggers: inout [TriggerEvent]) -> Int? {
    HDF5Library.withLock {
      while hasEvents {
        let position = events.position
        guard let run = events.read(into: room, &statistics) else {
          hasEvents = false
          break
        }
        let count = screen.screen(
          UnsafeMutableBufferPointer(rebasing: room[..<run.count]), run, position: position, &statistics)
        guard count > 0 else { continue }
        readTriggers(through: screen.largestTime, &triggers)
        return count
      }
      let before = triggers.count
      readTriggers(through: .max, &triggers)
      return triggers.count > before ? 0 : nil
    }
  }

  private func readTriggers(through time: Int64, _ triggers: inout [TriggerEvent]) {
    self.triggers?.read(through: time, limit: Self.maximumTriggers, into: &triggers, &statistics)
  }
}
