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
    let block = min(common, room.count, EventAssembler.blockSize)
    take(block, columns, assembler.columns)
    take(block, rows, assembler.rows)
    take(block, polarities, assembler.polarities)
    take(block, times, assembler.times)
    assembler.assemble(block, timeOffset: timeOffset, into: target)
    return EventRun(count: block)
  }

  private func take(_ count: Int, _ column: Column, _ values: UnsafeMutablePointer<Int64>) {
    column.field.read(count, from: column.reader.elements, stride: column.reader.dataset.elementSize, into: values)
    column.reader.consume(count)
  }
}
