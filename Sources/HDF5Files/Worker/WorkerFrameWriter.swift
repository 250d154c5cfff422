import EventFormats
import Events
import Glibc

/// Collects a worker's frames and writes them to a pipe together, so that the parent wakes up once.
struct WorkerFrameWriter {
  private let descriptor: Int32
  private var frames: [UInt8] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Adds a frame.
  mutating func add(_ kind: WorkerFrame, _ payload: [UInt8]) {
    frames.append(littleEndian: kind.rawValue)
    frames.append(littleEndian: UInt32(payload.count))
    frames += payload
  }

  /// Adds a frame that tells of events in a slot.
  mutating func add(slot: Int, count: Int) {
    var payload: [UInt8] = []
    payload.append(littleEndian: UInt32(slot))
    payload.append(littleEndian: UInt32(count))
    add(.events, payload)
  }

  /// Adds triggers, if there are any.
  mutating func add(_ triggers: [TriggerEvent]) {
    guard !triggers.isEmpty else { return }
    var payload: [UInt8] = []
    payload.reserveCapacity(triggers.count * WorkerFrame.recordSize)
    for trigger in triggers {
      payload.append(littleEndian: trigger.time)
      payload.append(littleEndian: UInt64(trigger.channel) | (trigger.isRising ? 0x100 : 0))
    }
    add(.triggers, payload)
  }

  /// Writes what has been added; false where nobody reads the pipe.
  mutating func flush() -> Bool {
    defer { frames.removeAll(keepingCapacity: true) }
    return frames.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
