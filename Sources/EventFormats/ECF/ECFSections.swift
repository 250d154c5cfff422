import Events

/// Reads the sections of one ECF chunk, one after the other.
///
/// The pointers are those of the chunk and of the scratch memory; the value lives inside one call of the decoder.
struct ECFSections {
  private let base: UnsafeRawPointer
  private let end: Int
  private let count: Int
  private let times: UnsafeMutablePointer<Int64>
  private let rows: UnsafeMutablePointer<UInt16>
  private let columns: UnsafeMutablePointer<UInt16>
  private let polarities: UnsafeMutablePointer<UInt8>
  private let maskedOffsets: UnsafeMutablePointer<SIMD8<UInt16>>
  private var offset = ECF.headerSize

  init(base: UnsafeRawPointer, end: Int, count: Int, scratch: ECFScratch) {
    self.base = base
    self.end = end
    self.count = count
    times = scratch.times
    rows = scratch.rows
    columns = scratch.columns
    polarities = scratch.polarities
    maskedOffsets = scratch.maskedOffsets
  }

  /// Reads the section of times, `start` being that of the header.
  mutating func readTimes(from start: Int64) throws(EventFormatError) {
    let base = base
    let end = end
    let count = count
    let times = times
    var offset = offset
    var index = 0
    var time = start
    while index < count {
      guard offset < end else { throw truncated("times", index, at: offset) }
      var byte = base.load(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      if byte >= 0xF0 {
        var delta: UInt64 = 0
        var shift: UInt64 = 0
        while byte >= 0xF0 {
          guard shift < 64 else {
            throw EventFormatError(.damaged, "ECF time step of more than 64 bits", at: UInt64(offset - 1))
          }
          delta |= UInt64(byte & 15) &<< shift
          shift += 4
          guard offset < end else { throw truncated("times", index, at: offset) }
          byte = base.load(fromByteOffset: offset, as: UInt8.self)
          offset += 1
        }
        let later = time.addingReportingOverflow(Int64(truncatingIfNeeded: delta))
        guard delta <= UInt64(Int64.max), !later.overflow, later.partialValue >= time else {
          throw EventFormatError(
            .damaged, "ECF time step of \(delta) µs leaves the range of times", at: UInt64(offset - 1))
        }
        time = later.partialValue
      }
      time &+= Int64(byte >> 4)
      var run = Int(byte & 15)
      if run == 15 {
        guard end - offset >= 2 else { throw truncated("times", index, at: offset) }
        run = Int(base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        offset += 2
      }
      guard run > 0, run <= count - index else { throw badRun("times", run, index, at: offset) }
      let run8 = UnsafeMutableRawPointer(times + index)
      let vector = SIMD4<Int64>(repeating: time)
      run8.storeBytes(of: vector, as: SIMD4<Int64>.self)
      if run > 4 {
        var written = 4
        repeat {
          run8.storeBytes(of: vector, toByteOffset: written &* 8, as: SIMD4<Int64>.self)
          written &+= 4
        } while written < run
      }
      index &+= run
    }
    guard time >= start else {
      throw EventFormatError(.damaged, "ECF times leave the range of times", at: UInt64(offset))
    }
    self.offset = offset
  }

  /// Reads the section of rows.
  mutating func readRows() throws(EventFormatError) {
    let base = base
    let end = end
    let count = count
    let rows = rows
    var offset = offset
    var index = 0
    while index < count {
      guard end - offset >= 2 else { throw truncated("rows", index, at: offset) }
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
      offset += 2
      var run = Int(word & 31)
      if run == 31 {
        guard end - offset >= 2 else { throw truncated("rows", index, at: offset) }
        run = Int(base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        offset += 2
      }
      guard run > 0, run <= count - index else { throw badRun("rows", run, index, at: offset) }
      let target = UnsafeMutableRawPointer(rows + index)
      let vector = SIMD8<UInt16>(repeating: word &>> 5)
      var written = 0
      repeat {
        target.storeBytes(of: vector, toByteOffset: written &* 2, as: SIMD8<UInt16>.self)
        written &+= 8
      } while written < run
      index &+= run
    }
    self.offset = offset
  }

  /// Reads the section of columns, each word a column and a mask of the five to its right.
  mutating func readMaskedColumns() throws(EventFormatError) {
    let base = base
    let end = end
    let count = count
    let columns = columns
    let maskedOffsets = maskedOffsets
    var offset = offset
    var index = 0
    // The last word may name up to five columns too many: official encoders leave bits there.
    while index < count {
      guard end - offset >= 2 else { throw truncated("columns", index, at: offset) }
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
      offset += 2
      let offsets = maskedOffsets[Int(word & 31)]
      UnsafeMutableRawPointer(columns + index)
        .storeBytes(of: offsets &+ SIMD8<UInt16>(repeating: word &>> 5), as: SIMD8<UInt16>.self)
      index &+= Int(offsets[7])
    }
    self.offset = offset
  }

  /// Reads the section of polarities.
  mutating func readPolarities() throws(EventFormatError) {
    let base = base
    let end = end
    let count = count
    let polarities = polarities
    var offset = offset
    var index = 0
    while index < count {
      guard offset < end else { throw truncated("polarities", index, at: offset) }
      let byte = base.load(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      var run = Int(byte & 127)
      if run == 127 {
        guard end - offset >= 2 else { throw truncated("polarities", index, at: offset) }
        run = Int(base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        offset += 2
      }
      guard run > 0, run <= count - index else { throw badRun("polarities", run, index, at: offset) }
      let target = UnsafeMutableRawPointer(polarities + index)
      let vector = SIMD16<UInt8>(repeating: byte &>> 7)
      var written = 0
      repeat {
        target.storeBytes(of: vector, toByteOffset: written, as: SIMD16<UInt8>.self)
        written &+= 16
      } while written < run
      index &+= run
    }
    self.offset = offset
  }

  /// Writes the events from all four columns.
  func combine(into events: UnsafeMutablePointer<Event>) {
    let target = UnsafeMutableRawPointer(events)
    for index in 0..<count {
      let pixel =
        UInt64(columns[index]) | UInt64(rows[index]) &<< 16 | UInt64(polarities[index]) &<< 32
      Self.store(pixel, times[index], at: index, target)
    }
  }

  /// Reads columns with polarities, four in three words, and writes the events.
  mutating func readPackedColumns(into events: UnsafeMutablePointer<Event>) throws(EventFormatError) {
    let target = UnsafeMutableRawPointer(events)
    let groups = try reserveGroups(ofSize: 6, "columns")
    for group in 0..<(count / 4) {
      let first = group &* 4
      let values = Self.packedColumns(groups + group &* 6)
      for lane in 0..<4 { storeColumn(values[lane], at: first &+ lane, target) }
    }
    if count % 4 != 0 {
      let first = count & ~3
      let values = Self.packedColumns(groups + count / 4 &* 6)
      for lane in 0..<(count % 4) { storeColumn(values[lane], at: first &+ lane, target) }
    }
  }

  /// Reads rows, columns and polarities, four in three words, and writes the events.
  mutating func readPackedPixels(into events: UnsafeMutablePointer<Event>) throws(EventFormatError) {
    let target = UnsafeMutableRawPointer(events)
    let groups = try reserveGroups(ofSize: 12, "pixels")
    for group in 0..<(count / 4) {
      let first = group &* 4
      let values = Self.packedPixels(groups + group &* 12)
      for lane in 0..<4 { storePixel(values[lane], at: first &+ lane, target) }
    }
    if count % 4 != 0 {
      let first = count & ~3
      let values = Self.packedPixels(groups + count / 4 &* 12)
      for lane in 0..<(count % 4) { storePixel(values[lane], at: first &+ lane, target) }
    }
  }

  /// The start of the groups of four events that hold all of them, once they are known to be there.
  private mutating func reserveGroups(ofSize size: Int, _ section: String) throws(EventFormatError) -> UnsafeRawPointer
  {
    let needed = (count + 3) / 4 * size
    guard end - offset >= needed else { throw truncated(section, (end - offset) / size * 4, at: end) }
    defer { offset += needed }
    return base + offset
  }

  @inline(__always)
  private func storeColumn(_ value: UInt32, at index: Int, _ target: UnsafeMutableRawPointer) {
    let pixel = UInt64(value &>> 1) | UInt64(rows[index]) &<< 16 | UInt64(value & 1) &<< 32
    Self.store(pixel, times[index], at: index, target)
  }

  @inline(__always)
  private func storePixel(_ value: UInt32, at index: Int, _ target: UnsafeMutableRawPointer) {
    let pixel = UInt64((value &>> 1) & 0x7FF) | UInt64(value &>> 12) &<< 16 | UInt64(value & 1) &<< 32
    Self.store(pixel, times[index], at: index, target)
  }

  @inline(__always)
  private static func store(_ pixel: UInt64, _ time: Int64, at index: Int, _ target: UnsafeMutableRawPointer) {
    target.storeBytes(
      of: SIMD2(pixel, UInt64(bitPattern: time)), toByteOffset: index &* 16, as: SIMD2<UInt64>.self)
  }

  @inline(__always)
  private static func packedColumns(_ group: UnsafeRawPointer) -> SIMD4<UInt32> {
    let a = UInt32(group.loadUnaligned(fromByteOffset: 0, as: UInt16.self))
    let b = UInt32(group.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    let c = UInt32(group.loadUnaligned(fromByteOffset: 4, as: UInt16.self))
    return SIMD4(a &>> 4, a & 0xF | (b &>> 8) &<< 4, b & 0xFF | (c &>> 12) &<< 8, c & 0xFFF)
  }

  @inline(__always)
  private static func packedPixels(_ group: UnsafeRawPointer) -> SIMD4<UInt32> {
    let a = group.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
    let b = group.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let c = group.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let values = SIMD4(
      a &>> 8, a & 0xFF | (b &>> 16) &<< 8, b & 0xFFFF | (c &>> 24) &<< 16, c & 0xFF_FFFF)
    // Bit 23 is outside the row's eleven bits.
    return values & SIMD4(repeating: 0x7F_FFFF)
  }

  private func truncated(_ section: String, _ index: Int, at offset: Int) -> EventFormatError {
    EventFormatError(.damaged, "ECF chunk ends inside its \(section), after \(index) of \(count)", at: UInt64(offset))
  }

  private func badRun(_ section: String, _ run: Int, _ index: Int, at offset: Int) -> EventFormatError {
    EventFormatError(
      .damaged, "ECF run of \(run) \(section) where 1...\(count - index) may follow", at: UInt64(offset))
  }
}
