/// One polarity or special event of an AEDAT 3.1 packet.
struct AEDAT3Record {
  private let data: UInt32
  /// The time without overflows, in microseconds; never negative in a sound file.
  let ticks: Int32

  /// Reads the record at `index` of those of `size` bytes that begin at `start`.
  @inline(__always)
  init(at start: UnsafeRawPointer, _ index: Int, size: Int) {
    data = UInt32(littleEndian: start.loadUnaligned(fromByteOffset: index &* size, as: UInt32.self))
    ticks = Int32(littleEndian: start.loadUnaligned(fromByteOffset: index &* size &+ 4, as: Int32.self))
  }

  var isValid: Bool { data & 1 == 1 }
  var isOn: Bool { data & 0b10 != 0 }
  var x: UInt16 { UInt16(truncatingIfNeeded: data >> 17) }
  var y: UInt16 { UInt16(truncatingIfNeeded: data >> 2 & 0x7FFF) }

  /// The input and edge of a special event; nil where it is something else.
  ///
  /// A pulse is given as its rising edge.
  var externalEdge: (channel: UInt8, isRising: Bool)? {
    switch data >> 1 & 0x7F {
    case 2, 4: (0, true)
    case 3: (0, false)
    case 6, 8: (1, true)
    case 7: (1, false)
    case 9, 11: (2, true)
    case 10: (2, false)
    default: nil
    }
  }
}
