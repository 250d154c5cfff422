extension ATISBinary {
  /// One record.
  struct Record {
    let x: UInt8
    let y: UInt8
    private let word: UInt32

    /// Reads the record at `start`.
    @inline(__always)
    init(at start: UnsafeRawPointer) {
      x = start.load(as: UInt8.self)
      y = start.load(fromByteOffset: 1, as: UInt8.self)
      word =
        UInt32(start.load(fromByteOffset: 2, as: UInt8.self)) << 16
        | UInt32(start.load(fromByteOffset: 3, as: UInt8.self)) << 8
        | UInt32(start.load(fromByteOffset: 4, as: UInt8.self))
    }

    /// Whether it stands for an overflow of the time instead of an event.
    var isOverflow: Bool { y == overflowRow }

    /// The time without overflows, in microseconds.
    var ticks: UInt32 { word & timeMask }

    var isOn: Bool { word & polarityMask != 0 }
  }
}
