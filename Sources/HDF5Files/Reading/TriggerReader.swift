import Events
import EventFormats

/// Reads `/EXT_TRIGGER/events` of Metavision files.
final class TriggerReader {
  private static let blockSize = 256

  private let reader: ElementReader
  private let polarity: IntegerField
  private let time: IntegerField
  private let channel: IntegerField
  private let values = UnsafeMutablePointer<Int64>.allocate(capacity: 3 * TriggerReader.blockSize)
  private var block: [TriggerEvent] = []
  private var next = 0

  /// Creates a reader; nil where the dataset has no members `p`, `t` and `id`.
  init?(_ reader: ElementReader) {
    let members = IntegerField.members(of: reader.dataset.type.identifier)
    guard let polarity = members["p"], let time = members["t"], let channel = members["id"] else { return nil }
    self.reader = reader
    self.polarity = polarity
    self.time = time
    self.channel = channel
  }

  deinit { values.deallocate() }

  /// The most memory that chunks and what they decode to take, in bytes.
  var chunkMemory: UInt64 { reader.dataset.chunkMemory }
  /// What was wrong with the first part that could not be read.
  var firstProblem: String? { reader.firstProblem }

  /// Appends the triggers up to and including a time, at most `limit`.
  func read(
    through time: Int64, limit: Int, into triggers: inout [TriggerEvent], _ statistics: inout DecodingStatistics
  ) {
    var room = limit
    while room > 0 {
      if next == block.count, !loadBlock(&statistics) { return }
      while next < block.count, room > 0 {
        guard block[next].time <= time else { return }
        triggers.append(block[next])
        statistics.triggers += 1
        next += 1
        room -= 1
      }
    }
  }

  private func loadBlock(_ statistics: inout DecodingStatistics) -> Bool {
    block.removeAll(keepingCapacity: true)
    next = 0
    while block.isEmpty {
      reader.load()
      guard reader.available > 0 else { return false }
      if let reason = reader.absence {
        statistics.skip(reason, at: reader.position, count: UInt64(reader.available))
        reader.consume(reader.available)
        continue
      }
      let count = min(reader.available, Self.blockSize)
      let size = reader.dataset.elementSize
      polarity.read(count, from: reader.elements, stride: size, into: values)
      time.read(count, from: reader.elements, stride: size, into: values + count)
      channel.read(count, from: reader.elements, stride: size, into: values + 2 * count)
      for index in 0..<count {
        guard let channel = UInt8(exactly: values[2 * count + index]) else {
          statistics.skip(.malformed, at: reader.position + UInt64(index))
          continue
        }
        block.append(
          TriggerEvent(time: values[count + index], channel: channel, isRising: values[index] > 0))
      }
      reader.consume(count)
    }
    return true
  }
}
