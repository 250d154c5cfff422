import Events
import EventFormats

/// Reads events whose four values are in datasets of their own, as in DSEC's and RVT's files.
final class ColumnEventReader: EventRunReader {
  private let columns: Column
  private let rows: Column
  private let polarities: Column
  private let times: Column
  private let timeOffset: Int64
  /// The number of events for which all four values can be there.
  let count: UInt64
  /// How many values of the longer datasets have no event.
  private let surplus: UInt64
  private var hasReportedSurplus = false
  private let assembler = EventAssembler()

  /// One dataset with the place of the value in its elements.
  struct Column {
    var reader: ElementReader
    var field: IntegerField

    /// Whether the elements are nothing but little-endian values of a type.
    func isPlain<Value: FixedWidthInteger>(_: Value.Type) -> Bool {
      field
        == IntegerField(offset: 0, size: MemoryLayout<Value>.size, isSigned: Value.isSigned)
        && reader.dataset.elementSize == MemoryLayout<Value>.size
    }
  }

  init(columns: Column, rows: Column, polarities: Column, times: Column, timeOffset: Int64) {
    self.columns = columns
    self.rows = rows
    self.polarities = polarities
    self.times = times
    self.timeOffset = timeOffset
    let counts = [columns, rows, polarities, times].map { $0.reader.dataset.count }
    count = counts.min() ?? 0
    surplus = (counts.max() ?? 0) - count
  }

  var position: UInt64 { times.reader.position }

  var chunkMemory: UInt64 { all.reduce(0) { $0 + $1.reader.dataset.chunkMemory } }

  var firstProblem: String? {
    all.lazy.compactMap(\.reader.firstProblem).first
  }

  private var all: [Column] { [columns, rows, polarities, times] }

  func read(into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics) -> EventRun? {
    let left = count - position
    guard left > 0, let target = room.baseAddress else {
      if !hasReportedSurplus, surplus > 0, left == 0 {
        hasReportedSurplus = true
        statistics.skip(.truncated, at: count, count: surplus)
      }
      return nil
    }
    var common = Int(min(left, UInt64(Int.max)))
    var reason: SkipReason?
    for column in all {
      column.reader.load()
      common = min(common, column.reader.available)
      if let absence = column.reader.absence { reason = reason ?? absence }
    }
    if let reason {
      // Without one of its values there is no event.
      statistics.skip(reason, at: position, count: UInt64(common))
      for column in all { column.reader.consume(common) }
      return EventRun(count: 0)
    }
    let count = min(common, room.count)
    if !assembleUsual(count, into: target) {
      for start in stride(from: 0, to: count, by: EventAssembler.blockSize) {
        let block = min(count - start, EventAssembler.blockSize)
        take(block, columns, assembler.columns)
        take(block, rows, assembler.rows)
        take(block, polarities, assembler.polarities)
        take(block, times, assembler.times)
        assembler.assemble(block, timeOffset: timeOffset, into: target + start)
      }
    }
    return EventRun(count: count)
  }

  /// Puts events together from columns of the types that DSEC's and RVT's writers use; false where they are others.
  private func assembleUsual(_ count: Int, into events: UnsafeMutablePointer<Event>) -> Bool {
    guard columns.isPlain(UInt16.self), rows.isPlain(UInt16.self), polarities.isPlain(UInt8.self) else { return false }
    if times.isPlain(UInt32.self) {
      assemble(count, times: UInt32.self, into: events)
    } else if times.isPlain(Int64.self) {
      assemble(count, times: Int64.self, into: events)
    } else {
      return false
    }
    for column in all { column.reader.consume(count) }
    return true
  }

  @inline(__always)
  private func assemble<Time: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, times _: Time.Type, into events: UnsafeMutablePointer<Event>
  ) {
    let x = columns.reader.elements
    let y = rows.reader.elements
    let p = polarities.reader.elements
    let t = times.reader.elements
    let target = UnsafeMutableRawPointer(events)
    let timeOffset = timeOffset
    for index in 0..<count {
      let pixel =
        UInt64(x.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self))
        | UInt64(y.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)) &<< 16
        | (p.load(fromByteOffset: index, as: UInt8.self) > 0 ? 1 &<< 32 : 0)
      let time =
        Int64(t.loadUnaligned(fromByteOffset: index &* MemoryLayout<Time>.size, as: Time.self)) &+ timeOffset
      target.storeBytes(
        of: SIMD2(pixel, UInt64(bitPattern: time)), toByteOffset: index &* 16, as: SIMD2<UInt64>.self)
    }
  }

  private func take(_ count: Int, _ column: Column, _ values: UnsafeMutablePointer<Int64>) {
    column.field.read(count, from: column.reader.elements, stride: column.reader.dataset.elementSize, into: values)
    column.reader.consume(count)
  }
}
