internal import CEventKernels
public import EventFormats
public import Events

/// An HDF5 recording, read through a worker process whose death or nonsense ends the reading with an error.
///
/// libhdf5 is not made for files that somebody may have tampered with, so that a child process with limits reads them. What it
/// sends is checked: pixels outside the geometry that it has stated, polarities other than 0 and 1, or frames that make no sense
/// end the reading. Metavision files (ECF or not), DSEC's layout and RVT's are read; offsets in the statistics are numbers of
/// events. It is used by one thread at a time.
public struct HDF5Recording: ~Copyable {
  /// What the file says of itself.
  public let description: StreamDescription
  /// The number of events that the file says it has.
  public let eventCount: UInt64
  /// What has been read and what has been skipped.
  public private(set) var statistics = DecodingStatistics()

  private let largestPixel: (x: UInt16, y: UInt16)
  private var channel: WorkerChannel
  private var full: FullSlot?
  private var isFinished = false
  private var failure: EventSourceError?

  /// Starts a worker on a file and reads what the file says of itself.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - worker: the command that begins a worker.
  ///   - options: what to read.
  /// - Throws: `missing`, `notAFile`; `unreadable` where the worker cannot be started; `badData` where the file holds no events
  ///   that can be read, or the worker did not survive it.
  public init(
    path: String, worker: HDF5WorkerCommand, options: HDF5ReadOptions = HDF5ReadOptions()
  ) throws(EventSourceError) {
    try self.init(
      path: path, worker: worker, options: options, stallMilliseconds: WorkerChannel.usualStallMilliseconds)
  }

  /// Starts a worker that may send nothing for so long.
  package init(
    path: String, worker: HDF5WorkerCommand, options: HDF5ReadOptions = HDF5ReadOptions(), stallMilliseconds: Int32
  ) throws(EventSourceError) {
    var channel = WorkerChannel(
      try WorkerProcess(reading: path, worker, options), path: path, stallMilliseconds: stallMilliseconds)
    let header = try channel.readHeader()
    let payload = try channel.readBytes(header.length)
    if header.kind == .failure { throw channel.failure(payload) }
    var eventCount: UInt64 = 0
    guard header.kind == .description,
      let description = StreamDescription(workerMessage: payload[...], eventCount: &eventCount)
    else {
      throw channel.nonsense("no description")
    }
    self.description = description
    self.eventCount = eventCount
    largestPixel = (
      UInt16((description.geometry?.width ?? 65536) - 1), UInt16((description.geometry?.height ?? 65536) - 1)
    )
    self.channel = channel
  }

  /// Replaces the content of a batch with the next events and the triggers that lie among them; false, with an empty
  /// batch, at the end.
  ///
  /// - Throws: `badData` where the rest of the file cannot be read or the worker did not survive it, after all that was read
  ///   before has been given.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    batch.removeAll()
    if let failure { throw failure }
    do throws(EventSourceError) {
      while !isFinished, try readFrame(into: &batch) {}
    } catch {
      failure = error
      if batch.isEmpty, batch.triggers.isEmpty { throw error }
    }
    return !batch.isEmpty || !batch.triggers.isEmpty
  }

  /// Reads a frame, or as much of one as there is room for; returns whether more belongs into the batch.
  private mutating func readFrame(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    if let full {
      try copyEvents(from: full, into: &batch)
      return !batch.isFull
    }
    let header = try channel.readHeader()
    let payload = try channel.readBytes(header.length)
    switch header.kind {
    case .events:
      guard let slot = FullSlot(payload) else { throw channel.nonsense("a slot that is none") }
      full = slot
    case .triggers:
      for record in stride(from: 0, to: payload.count, by: WorkerFrame.recordSize) {
        batch.triggers.append(TriggerEvent(workerRecord: payload[record..<(record + WorkerFrame.recordSize)]))
      }
    case .statistics:
      guard let statistics = DecodingStatistics(workerMessage: payload[...]) else {
        throw channel.nonsense("statistics that are none")
      }
      self.statistics = statistics
      // They stand behind the events and triggers that were read together.
      return batch.isEmpty && batch.triggers.isEmpty
    case .end:
      isFinished = true
      channel.finish()
    case .failure:
      throw channel.failure(payload)
    case .description:
      throw channel.nonsense("a second description")
    }
    return true
  }

  /// Copies events out of a slot, as many as there is room for; only the copies are looked at.
  private mutating func copyEvents(from slot: FullSlot, into batch: inout EventBatch) throws(EventSourceError) {
    let events = UnsafeBufferPointer(rebasing: channel.slot(slot.number)[slot.left])
    var copied = 0
    batch.withUnsafeFreeCapacity { room in
      let count = min(room.count, events.count)
      guard event_copy_checked(events.baseAddress, room.baseAddress, count, largestPixel.x, largestPixel.y) else {
        return 0
      }
      copied = count
      return count
    }
    guard copied > 0 else { throw channel.nonsense("events outside the sensor") }
    full?.left.removeFirst(copied)
    if copied == events.count {
      full = nil
      channel.giveBack(slot: slot.number)
    }
  }

  /// A slot of the shared memory that holds events, and which of them are still to be copied.
  private struct FullSlot {
    var number: Int
    var left: Range<Int>

    /// Reads the payload of a frame; nil where it names no slot or no number of events that a slot holds.
    init?(_ payload: [UInt8]) {
      guard payload.count == 8 else { return nil }
      number = payload[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
      let count = payload[4...].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard number < SharedEvents.slotCount, (1...SharedEvents.slotCapacity).contains(count) else { return nil }
      left = 0..<count
    }
  }
}

extension TriggerEvent {
  /// The trigger in a record that a worker has sent.
  fileprivate init(workerRecord: ArraySlice<UInt8>) {
    var reader = WorkerMessageReader(workerRecord)
    let time = Int64(bitPattern: reader.number() ?? 0)
    let edge = reader.number() ?? 0
    self.init(time: time, channel: UInt8(truncatingIfNeeded: edge), isRising: edge & 0x100 != 0)
  }
}
