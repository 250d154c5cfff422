import EventFormats
import Events
import Glibc

/// The side of HDF5 reading that touches the file: a process of its own, with limits, that leaves events in shared memory and tells
/// of them through a pipe.
///
/// An executable offers it as a hidden command, and `HDF5Recording` starts that command.
public enum HDF5Worker {
  /// Where a worker finds what its parent has prepared.
  private enum Descriptor {
    static let freeSlots: Int32 = 0
    static let frames: Int32 = 1
    static let memory: Int32 = 3
  }

  /// Runs the worker as its command line says: `PATH [--group GROUP] [--geometry WIDTHxHEIGHT]`.
  ///
  /// - Returns: the status to exit with: 0, 64 for a wrong command line or where no `HDF5Recording` is the parent, 65 for a file
  ///   that cannot be read, 74 where nobody listens any more.
  public static func run(arguments: [String]) -> Int32 {
    guard let path = arguments.first, let options = HDF5ReadOptions(workerArguments: arguments.dropFirst()) else {
      return 64
    }
    let limits = WorkerLimits()
    let memory: SharedEvents
    do throws(ErrorNumber) { memory = try SharedEvents(mapping: Descriptor.memory) } catch { return 64 }
    var writer = WorkerFrameWriter(descriptor: Descriptor.frames)
    do throws(EventFormatError) {
      let reader = try HDF5EventReader(path: path, options: options)
      limits.allowChunks(of: reader.chunkMemory)
      writer.add(.description, reader.description.workerMessage(eventCount: reader.eventCount))
      guard writer.flush(), send(reader, through: memory, &writer, limits) else { return 74 }
      if let problem = reader.firstProblem, reader.statistics.events == 0 {
        throw EventFormatError(.damaged, "no event can be read: \(problem)", at: 0)
      }
      writer.add(.end, [])
      return writer.flush() ? 0 : 74
    } catch {
      writer.add(.failure, error.workerMessage)
      return writer.flush() ? 65 : 74
    }
  }

  /// Sends all events and triggers; false where nobody listens any more.
  private static func send(
    _ reader: HDF5EventReader, through memory: borrowing SharedEvents, _ writer: inout WorkerFrameWriter,
    _ limits: WorkerLimits
  ) -> Bool {
    var freeSlots = Array(0..<SharedEvents.slotCount)
    var triggers: [TriggerEvent] = []
    while true {
      while freeSlots.isEmpty {
        guard let slot = takeFreeSlot() else { return false }
        freeSlots.append(slot)
      }
      let slot = freeSlots.removeLast()
      triggers.removeAll(keepingCapacity: true)
      let count = reader.read(into: memory.slot(slot), triggers: &triggers)
      limits.restartClock()
      if let count, count > 0 {
        writer.add(slot: slot, count: count)
      } else {
        freeSlots.append(slot)
      }
      writer.add(triggers)
      writer.add(.statistics, reader.statistics.workerMessage)
      guard writer.flush() else { return false }
      if count == nil { return true }
    }
  }

  /// Waits for the number of a slot that the parent does not need any more.
  private static func takeFreeSlot() -> Int? {
    var number: UInt8 = 0
    while true {
      let count = Glibc.read(Descriptor.freeSlots, &number, 1)
      if count == 1 { return Int(number) < SharedEvents.slotCount ? Int(number) : nil }
      guard count < 0, errno == EINTR else { return nil }
    }
  }
}
