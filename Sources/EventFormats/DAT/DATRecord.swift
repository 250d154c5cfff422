/// One record of a DAT file.
struct DATRecord {
  /// What the second half says of a change-detection event.
  struct Pixel {
    var x: UInt32
    var y: UInt32
    var isOn: Bool
    /// Whether bits are set that should be zero.
    var hasUnexpectedBits: Bool
  }

  let word: UInt64

  /// Reads the record at `index` of those that begin at `start`.
  @inline(__always)
  init(at start: UnsafeRawPointer, index: Int) {
    word = UInt64(
      littleEndian: start.loadUnaligned(fromByteOffset: index &* DAT.recordByteCount, as: UInt64.self))
  }

  /// The time without wraps, in microseconds.
  var ticks: UInt32 { UInt32(truncatingIfNeeded: word) }

  private var second: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }

  /// The pixel in version 2.
  ///
  /// The polarity has four bits, of which Prophesee's own readers look at the lowest.
  var pixel: Pixel {
    Pixel(
      x: second & 0x3FFF, y: second >> 14 & 0x3FFF, isOn: second >> 28 & 1 == 1, hasUnexpectedBits: second >> 29 != 0)
  }

  /// The pixel in version 1.
  var pixelOfVersionOne: Pixel {
    Pixel(x: second & 0x1FF, y: second >> 9 & 0xFF, isOn: second >> 17 & 1 == 1, hasUnexpectedBits: second >> 18 != 0)
  }

  /// The edge of an external trigger, whose value has four bits.
  var isRisingEdge: Bool { second & 1 == 1 }

  /// The input of an external trigger, 0...63.
  var triggerChannel: UInt8 { UInt8(truncatingIfNeeded: second >> 26) }

  /// Whether bits of an external trigger are set that should be zero.
  var hasUnexpectedTriggerBits: Bool { second & 0x03FF_FFFE != 0 }
}
