import EventFormats
import Events
import Glibc

/// Writes a worker's frames to a pipe.
struct WorkerFrameWriter {
  let descriptor: Int32

  /// Writes a frame; false where nobody reads the pipe.
  func write(_ kind: WorkerFrame, _ payload: [UInt8]) -> Bool {
    payload.withUnsafeBytes { writeFrame(kind, $0) }
  }

  /// Writes events, if there are any.
  func write(_ events: Span<Event>) -> Bool {
    guard events.count > 0 else { return true }
    return events.withUnsafeBytes { writeFrame(.events, $0) }
  }

  /// Writes triggers, if there are any.
  func write(_ triggers: [TriggerEvent]) -> Bool {
    guard !triggers.isEmpty else { return true }
    var payload: [UInt8] = []
    payload.reserveCapacity(triggers.count * WorkerFrame.recordSize)
    for trigger in triggers {
      payload.append(littleEndian: trigger.time)
      payload.append(littleEndian: UInt64(trigger.channel) | (trigger.isRising ? 0x100 : 0))
    }
    return write(.triggers, payload)
  }

  private func writeFrame(_ kind: WorkerFrame, _ payload: UnsafeRawBufferPointer) -> Bool {
    var header: [UInt8] = []
    header.append(littleEndian: kind.rawValue)
    header.append(littleEndian: UInt32(payload.count))
    return header.withUnsafeBytes { writeAll($0) } && writeAll(payload)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 {
        guard errno == EINTR else { return false }
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
