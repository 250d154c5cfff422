// Records have one size, so that any of them can be read by itself; its time without wraps is the clock's matter, which
// must be followed from the start. Looking at a thousand records spread over the file is enough for that unless they
// lie so far apart in time that a wrap may hide between two: then the records between are looked at too.
extension DATDecoder: TimeSeekingDecoder {
  /// Files of at most so many records are decoded from the start, in about a millisecond.
  static let unsearchedRecords: UInt64 = 1 << 20
  /// How far apart the records looked at are, in parts of the file.
  static let sampleCount: UInt64 = 1024
  /// Between records further apart than this, in microseconds, more records are looked at.
  static let trustedStepMicroseconds: Int64 = 1 << 28
  /// Stretches of at most so many records are read throughout where more records must be looked at.
  static let scannedRecords: UInt64 = 1 << 14
  /// How far times may step back for a search to be exact, in microseconds.
  static let toleratedDisorderMicroseconds: Int64 = 1_000_000
  /// Of how many records one inside the sensor is sought.
  private static let sampleRecords = 64

  /// Times must not step back by more than a second, and the file must not hide a whole wrap, 71.6 minutes, in less
  /// than a thousandth of its records and come back to the same time; neither matters to files of at most a million
  /// records.
  public mutating func seek<Failure: Error>(
    toTime time: Int64, streamByteCount: UInt64,
    read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> UInt64 {
    guard isAtRecords else {
      restart()
      return 0
    }
    let recordsOffset = recordsOffset
    let recordCount = streamByteCount > recordsOffset ? (streamByteCount - recordsOffset) / 8 : 0
    var place = Place(index: 0, clock: DATClock())
    if recordCount > Self.unsearchedRecords {
      let latestStart = time.subtractingReportingOverflow(Self.toleratedDisorderMicroseconds)
      var sample = place
      for step in 0..<Self.sampleCount {
        let index = max(recordCount / Self.sampleCount * step, sample.index)
        guard let ticks = try firstTicks(from: index, read: read) else { continue }
        try advance(&sample, to: Place.Target(index: ticks.index, ticks: ticks.ticks), read: read)
        if sample.time >= time { break }
        if !latestStart.overflow && sample.time < latestStart.partialValue { place = sample }
      }
    }
    let offset = recordsOffset + place.index * UInt64(DAT.recordByteCount)
    resume(at: offset, clock: place.clock)
    return offset
  }

  /// A place between two records: the number of records before it, and the clock after them.
  private struct Place {
    /// A record that the clock is to be advanced to.
    struct Target {
      var index: UInt64
      var ticks: UInt32
    }

    var index: UInt64
    var clock: DATClock

    /// The time of the record before.
    var time: Int64 { clock.base &+ Int64(clock.last) }
  }

  /// Goes on to the place after the target record.
  private func advance<Failure: Error>(
    _ place: inout Place, to target: Place.Target,
    read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    let step = place.clock.time(of: target.ticks) &- place.time
    if place.index >= target.index || (0...Self.trustedStepMicroseconds).contains(step) {
      place.clock.advance(to: target.ticks)
      place.index = target.index + 1
    } else if target.index - place.index <= Self.scannedRecords {
      try scan(&place, through: target.index, read: read)
    } else {
      let middle = place.index + (target.index - place.index) / 2
      if let ticks = try firstTicks(from: middle, read: read), ticks.index < target.index {
        try advance(&place, to: Place.Target(index: ticks.index, ticks: ticks.ticks), read: read)
      } else {
        try scan(&place, through: middle, read: read)
      }
      try advance(&place, to: target, read: read)
    }
  }

  /// Follows the clock through every record up to the one at `last`.
  private func scan<Failure: Error>(
    _ place: inout Place, through last: UInt64,
    read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    var records = [UInt8](repeating: 0, count: Int(Self.scannedRecords) * DAT.recordByteCount)
    while place.index <= last {
      let count = try fill(
        &records, from: place.index, count: min(last - place.index + 1, Self.scannedRecords), read: read)
      guard count > 0 else { return }
      records.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        for index in 0..<count {
          let record = DATRecord(at: start, index: index)
          if isGiven(record) { place.clock.advance(to: record.ticks) }
        }
      }
      place.index += UInt64(count)
    }
  }

  /// The first record from `index` on that is not skipped, among the nearest few.
  private func firstTicks<Failure: Error>(
    from index: UInt64, read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> (index: UInt64, ticks: UInt32)? {
    var records = [UInt8](repeating: 0, count: Self.sampleRecords * DAT.recordByteCount)
    let count = try fill(&records, from: index, count: UInt64(Self.sampleRecords), read: read)
    return records.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      for offset in 0..<count {
        let record = DATRecord(at: start, index: offset)
        if isGiven(record) { return (index + UInt64(offset), record.ticks) }
      }
      return nil
    }
  }

  /// Reads up to `count` records and returns how many there are.
  private func fill<Failure: Error>(
    _ records: inout [UInt8], from index: UInt64, count: UInt64,
    read: (_ offset: UInt64, _ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    let offset = recordsOffset + index * UInt64(DAT.recordByteCount)
    return try records.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in
      let wanted = UnsafeMutableBufferPointer(rebasing: buffer[..<(Int(count) * DAT.recordByteCount)])
      return try read(offset, UnsafeMutableRawBufferPointer(wanted)) / DAT.recordByteCount
    }
  }
}
