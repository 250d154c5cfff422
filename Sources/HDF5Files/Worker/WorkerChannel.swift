import CSystemCalls
import EventFormats
import Events
import Glibc

/// The parent's end of a worker's pipe.
struct WorkerChannel: ~Copyable {
  /// How long the worker may send nothing, in milliseconds.
  package static let usualStallMilliseconds: Int32 = 60_000

  private let stallMilliseconds: Int32
  private var process: WorkerProcess
  private let path: String

  /// Takes over a process that has just been started.
  init(_ process: consuming WorkerProcess, path: String, stallMilliseconds: Int32) {
    self.stallMilliseconds = stallMilliseconds
    self.process = process
    self.path = path
  }

  /// Reads the next frame's header; throws where there is none, or one that no worker sends.
  mutating func readHeader() throws(EventSourceError) -> (kind: WorkerFrame, length: Int) {
    let bytes = try readBytes(WorkerFrame.headerSize)
    let value = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    let length = Int(value >> 32)
    guard let kind = WorkerFrame(rawValue: UInt32(truncatingIfNeeded: value)) else {
      throw nonsense("a frame of kind \(UInt32(truncatingIfNeeded: value))")
    }
    guard length <= WorkerFrame.maximumPayload, kind != .triggers || length % WorkerFrame.recordSize == 0,
      kind != .events || length == 8
    else { throw nonsense("a frame of \(length) bytes") }
    return (kind, length)
  }

  /// Reads so many bytes.
  mutating func readBytes(_ count: Int) throws(EventSourceError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: EventSourceError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(EventSourceError) { try read(into: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills a buffer; throws where the worker ends or stalls before.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventSourceError) {
    var filled = 0
    while filled < buffer.count {
      try waitForInput()
      let count = Glibc.read(process.output, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      if count > 0 {
        filled += count
      } else if count == 0 {
        throw unexpectedEnd()
      } else if errno != EINTR {
        let reason = ErrorNumber(errno).text
        throw EventSourceError(.badData, "cannot read from the process that reads it: \(reason)", path: path)
      }
    }
  }

  /// The room of a slot of the shared memory.
  func slot(_ number: Int) -> UnsafeMutableBufferPointer<Event> { process.memory.slot(number) }

  /// Gives a slot back to the worker; one that is gone will be noticed at the next frame.
  func giveBack(slot: Int) {
    var number = UInt8(truncatingIfNeeded: slot)
    _ = saccade_send(process.freeSlots, &number, 1)
  }

  /// Waits for the worker's end after its last frame.
  mutating func finish() {
    process.terminate()
    _ = process.wait()
  }

  /// The error for a worker that sends what it must not; the worker is ended.
  mutating func nonsense(_ what: String) -> EventSourceError {
    finish()
    return EventSourceError(
      .badData, "the process that reads it sent \(what), which it must not: the file is not to be trusted",
      path: path)
  }

  /// The error that a worker has sent as its last frame; the worker is ended.
  mutating func failure(_ payload: [UInt8]) -> EventSourceError {
    guard let cause = EventFormatError(workerMessage: payload[...]) else { return nonsense("an error that is none") }
    finish()
    return EventSourceError(.badData, cause.message, path: path, cause: cause)
  }

  private mutating func waitForInput() throws(EventSourceError) {
    var descriptor = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, stallMilliseconds) == 0 else { return }
    finish()
    throw EventSourceError(
      .badData, "the process that reads it did nothing for \(stallMilliseconds) ms and was ended",
      path: path)
  }

  /// The error for a worker that is gone before its last frame.
  private mutating func unexpectedEnd() -> EventSourceError {
    let message =
      switch process.wait() {
      case .killed(SIGXCPU):
        "the process that reads it got nowhere for \(WorkerLimits.stallSeconds) s of processor time and was ended: "
          + "the file is damaged"
      case .killed(let signal):
        "the process that reads it was ended by signal \(signal) (\(String(cString: strsignal(signal)))): "
          + "the file is damaged in a way that libhdf5 does not survive"
      case .exited(let status):
        "the process that reads it ended with status \(status) before it was done"
      }
    return EventSourceError(.badData, message, path: path)
  }
}
