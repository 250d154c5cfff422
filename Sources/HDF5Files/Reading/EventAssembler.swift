import Events
import EventFormats

/// Puts events together from columns of integers.
final class EventAssembler {
  /// The most events put together at once.
  static let blockSize = 4096

  let columns: UnsafeMutablePointer<Int64>
  let rows: UnsafeMutablePointer<Int64>
  let polarities: UnsafeMutablePointer<Int64>
  let times: UnsafeMutablePointer<Int64>

  init() {
    columns = .allocate(capacity: Self.blockSize)
    rows = .allocate(capacity: Self.blockSize)
    polarities = .allocate(capacity: Self.blockSize)
    times = .allocate(capacity: Self.blockSize)
  }

  deinit {
    columns.deallocate()
    rows.deallocate()
    polarities.deallocate()
    times.deallocate()
  }

  /// Writes the events of the first `count` values of each column; a pixel that no sensor has comes out at 65535.
  ///
  /// Polarities above 0 are ON: files hold 0 and 1, or -1 and 1.
  func assemble(_ count: Int, timeOffset: Int64, into events: UnsafeMutablePointer<Event>) {
    for index in 0..<count {
      events[index] = Event(
        time: times[index] &+ timeOffset,
        x: UInt16(exactly: columns[index]) ?? .max, y: UInt16(exactly: rows[index]) ?? .max,
        polarity: polarities[index] > 0 ? .on : .off)
    }
  }
}
