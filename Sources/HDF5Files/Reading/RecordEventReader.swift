import Events
import EventFormats

/// Reads events from a compound dataset that is not compressed with ECF.
final class RecordEventReader: EventRunReader {
  private let reader: ElementReader
  private let record: EventRecord
  private let assembler = EventAssembler()

  init(_ reader: ElementReader, _ record: EventRecord) {
    self.reader = reader
    self.record = record
  }

  var count: UInt64 { reader.dataset.count }
  var position: UInt64 { reader.position }
  var chunkMemory: UInt64 { reader.dataset.chunkMemory }
  var firstProblem: String? { reader.firstProblem }

  func read(into room: UnsafeMutableBufferPointer<Event>, _ statistics: inout DecodingStatistics) -> EventRun? {
    reader.load()
    guard reader.available > 0 else { return nil }
    if let reason = reader.absence {
      statistics.skip(reason, at: reader.position, count: UInt64(reader.available))
      reader.consume(reader.available)
      return EventRun(count: 0)
    }
    let size = reader.dataset.elementSize
    let count: Int
    if record == .metavision, size == EventRecord.metavisionSize {
      count = min(reader.available, room.count)
      EventRecord.copyMetavision(
        UnsafeRawBufferPointer(start: reader.elements, count: count * size), count: count, into: room)
    } else {
      count = min(reader.available, room.count, EventAssembler.blockSize)
      guard let target = room.baseAddress else { return EventRun(count: 0) }
      record.column.read(count, from: reader.elements, stride: size, into: assembler.columns)
      record.row.read(count, from: reader.elements, stride: size, into: assembler.rows)
      record.polarity.read(count, from: reader.elements, stride: size, into: assembler.polarities)
      record.time.read(count, from: reader.elements, stride: size, into: assembler.times)
      assembler.assemble(count, timeOffset: 0, into: target)
    }
    reader.consume(count)
    return EventRun(count: count)
  }
}
