public import Events
public import EventFormats

/// Reads the events of Metavision, DSEC and RVT files, inside this process.
///
/// libhdf5 is not made for files that somebody may have tampered with: use `HDF5Recording`, which has a child process do
/// this, wherever a file is not the program's own. A reader belongs to one thread at a time. Offsets in its statistics are
/// numbers of events.
public final class HDF5EventReader {
  /// The most triggers that one call gives when no events are left.
  private static let maximumTriggers = 4096

  /// What the file says of itself.
  public let description: StreamDescription
  /// What has been read and what has been skipped.
  public private(set) var statistics = DecodingStatistics()

  private let events: any EventRunReader
  private let triggers: TriggerReader?
  private var screen: EventScreen
  private var lastTime = Int64.min
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

  /// The most memory that chunks and what they decode to take, in bytes.
  package var chunkMemory: UInt64 { events.chunkMemory + (triggers?.chunkMemory ?? 0) }

  /// Appends events and the triggers that lie among them; returns false when none are left.
  ///
  /// A batch with room for 65536 events lets every chunk be decoded in place.
  public func read(into batch: inout EventBatch) -> Bool {
    HDF5Library.withLock {
      while hasEvents {
        let before = batch.count
        guard batch.freeCapacity > 0 else { return true }
        let isEnd = readRun(into: &batch)
        if isEnd { hasEvents = false }
        if batch.count > before {
          lastTime = max(lastTime, Self.latestTime(batch.events.extracting(before..<batch.count)))
          let limit = Self.maximumTriggers
          _ = triggers?.read(through: lastTime, limit: limit, into: &batch.triggers, &statistics)
          return true
        }
      }
      return triggers?.read(through: .max, limit: Self.maximumTriggers, into: &batch.triggers, &statistics) ?? false
    }
  }

  private func readRun(into batch: inout EventBatch) -> Bool {
    var isEnd = false
    batch.withUnsafeFreeCapacity { room in
      let position = events.position
      guard let count = events.read(into: room, &statistics) else {
        isEnd = true
        return 0
      }
      return screen.screen(UnsafeMutableBufferPointer(rebasing: room[..<count]), position: position, &statistics)
    }
    return isEnd
  }

  private static func latestTime(_ events: Span<Event>) -> Int64 {
    var latest = Int64.min
    for index in events.indices { latest = max(latest, events[index].time) }
    return latest
  }
}
