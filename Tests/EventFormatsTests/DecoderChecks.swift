import EventFormats
import Events
import TestSupport
import Testing

/// Checks that hold for every decoder.
enum DecoderChecks {
  /// Decodes `bytes` as a whole and in pieces of many sizes, with small and large batches; all must give the same.
  ///
  /// - Parameter everyCut: whether every place to cut the stream in two is tried as well.
  @discardableResult
  static func outcome(
    of bytes: [UInt8], everyCut: Bool = false, by decoder: some EventDecoder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> DecodingOutcome {
    let whole = DecodingOutcome(decoder, of: bytes, capacity: max(bytes.count, 64))
    let small = DecodingOutcome(decoder, of: bytes)
    #expect(small == whole, "as a whole with small batches", sourceLocation: sourceLocation)
    for size in [1, 2, 3, 7, 4096] where bytes.count > size && (size > 3 || bytes.count < 100_000) {
      for capacity in [64, 1000] {
        let cuts = stride(from: 0, to: bytes.count, by: size)
        let outcome = DecodingOutcome(decoder, of: bytes, cuts: cuts, capacity: capacity)
        #expect(outcome == whole, "pieces of \(size)", sourceLocation: sourceLocation)
      }
    }
    if everyCut {
      for cut in 0...bytes.count {
        let outcome = DecodingOutcome(decoder, of: bytes, cuts: [cut])
        #expect(outcome == whole, "cut at \(cut)", sourceLocation: sourceLocation)
      }
    }
    return whole
  }

  /// Decodes damaged versions of `bytes`: cut off at every byte, with flipped bits, and spliced.
  ///
  /// None may trap, and the pieces in which they come may not matter.
  static func surviveDamage(
    of bytes: [UInt8], seed: UInt64, rounds: Int = 400, by decoder: some EventDecoder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var random = SplitMix64(state: seed)
    for count in 0..<bytes.count {
      check(Array(bytes[..<count]), "cut off at \(count)", by: decoder, &random, sourceLocation)
    }
    for round in 0..<rounds {
      var damaged = bytes
      switch round % 4 {
      case 0, 1:
        for _ in 0...Int(random.next(below: 3)) {
          damaged[Int(random.next(below: UInt32(bytes.count)))] ^= 1 << UInt8(random.next(below: 8))
        }
      case 2:
        let value: UInt8 = [0, 0x7F, 0x80, 0xFF][Int(random.next(below: 4))]
        let start = Int(random.next(below: UInt32(bytes.count)))
        for index in start..<min(start + 4, bytes.count) { damaged[index] = value }
      default:
        let from = Int(random.next(below: UInt32(bytes.count)))
        let to = Int(random.next(below: UInt32(bytes.count)))
        let count = min(Int(random.next(below: 64)), bytes.count - from)
        damaged.replaceSubrange(
          to..<min(to + Int(random.next(below: 64)), bytes.count), with: bytes[from..<(from + count)])
      }
      check(damaged, "damage \(round)", by: decoder, &random, sourceLocation)
    }
  }

  private static func check(
    _ bytes: [UInt8], _ what: String, by decoder: some EventDecoder, _ random: inout SplitMix64,
    _ sourceLocation: SourceLocation
  ) {
    let whole = DecodingOutcome(decoder, of: bytes, capacity: 4096)
    var cuts: [Int] = []
    var position = 0
    while position < bytes.count {
      position += 1 + Int(random.next(below: 200))
      cuts.append(min(position, bytes.count))
    }
    let pieces = DecodingOutcome(decoder, of: bytes, cuts: cuts)
    #expect(pieces == whole, "\(what)", sourceLocation: sourceLocation)
    #expect(whole.statistics.events == UInt64(whole.events.count), "\(what)", sourceLocation: sourceLocation)
  }

  /// Encodes `events` in pieces of `pieceSize`, and then writes the revised header over the first one.
  static func encode(
    _ events: [Event], triggers: [TriggerEvent] = [], pieceSize: Int = 1000, by start: some EventEncoder
  ) throws(EventFormatError) -> [UInt8] {
    var encoder = start
    var output: [UInt8] = []
    for first in stride(from: 0, to: events.count, by: pieceSize) {
      try encoder.encode(events.span.extracting(first..<min(first + pieceSize, events.count)), into: &output)
    }
    try encoder.encode(triggers: triggers, into: &output)
    try encoder.finish(into: &output)
    if let revising = encoder as? any HeaderRevisingEncoder, let header = revising.revisedHeader {
      output.replaceSubrange(0..<header.count, with: header)
    }
    return output
  }

  /// Events such as a sensor makes: in runs of equal times, with pauses.
  static func events(
    count: Int, geometry: SensorGeometry, start: Int64 = 0, seed: UInt64, disorder: Bool = false
  ) -> [Event] {
    var random = SplitMix64(state: seed)
    var time = start
    return (0..<count).map { _ in
      if random.next(below: 3) == 0 { time += Int64(random.next(below: 300)) }
      let back: Int64 = disorder && random.next(below: 50) == 0 ? min(time - start, 20) : 0
      return Event(
        time: time - back, x: UInt16(random.next(below: UInt32(geometry.width))),
        y: UInt16(random.next(below: UInt32(geometry.height))), polarity: random.next(below: 2) == 1 ? .on : .off)
    }
  }

  static func digest(_ events: [Event]) -> String {
    var digest = CanonicalDigest()
    digest.add(events.span)
    return digest.hexadecimal
  }
}
