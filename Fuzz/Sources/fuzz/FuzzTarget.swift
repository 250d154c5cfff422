import Detections
import EventFormats
import Events
import SpikingNetwork

/// A reader of bytes from outside that is fuzzed.
///
/// The names are those of the folders in `Corpus`.
enum FuzzTarget: String, CaseIterable {
  case dat, raw, evt2, evt21, evt3, evt4, aedat4, aedat3, aedat2, es, atis, npy, csv, mcap, bag, spif, events
  /// Chunks of Metavision HDF5 files.
  case ecf
  /// Whatever the content is found to be.
  case detect
  case safetensors
  case boxes

  /// Reads an input; ends the process where a promise is broken that holds for every input.
  func take(_ bytes: [UInt8]) {
    switch self {
    case .ecf: Self.takeChunk(bytes)
    case .detect:
      if let format = try? FormatDetection.format(of: bytes.span.bytes, isAll: true) { Self.decode(bytes, as: format) }
    case .safetensors:
      guard let file = try? SafetensorsFile(bytes: bytes) else { return }
      for tensor in file.header.tensors where file.data(of: tensor).count > bytes.count {
        Fuzz.end("the tensor \(tensor.name) is larger than the file")
      }
    case .boxes: _ = try? BoxFileDecoder.decode(bytes.span)
    default:
      guard let format = EventFormat(rawValue: rawValue) else { Fuzz.end("no format is called \(rawValue)") }
      Self.decode(bytes, as: format)
    }
  }

  /// Decodes a stream as a whole and in pieces, which must give the same.
  private static func decode(_ bytes: [UInt8], as format: EventFormat) {
    let whole = DecodingOutcome(format.makeDecoder(), of: bytes, capacity: 4096)
    // Where it is cut follows from the content, so that an input always does the same.
    var state = bytes.reduce(0x9E37_79B9 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    var cuts: [Int] = []
    var position = 0
    while position < bytes.count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      position += 1 + Int(state >> 58)
      cuts.append(min(position, bytes.count))
    }
    let pieces = DecodingOutcome(format.makeDecoder(), of: bytes, cuts: cuts)
    if pieces != whole {
      Fuzz.end(
        "\(format.rawValue): pieces that end at \(cuts) give something else than the whole:\n"
          + "  pieces \(summary(of: pieces))\n  whole  \(summary(of: whole))")
    }
    if whole.statistics.events != UInt64(whole.events.count) {
      Fuzz.end("\(format.rawValue): \(whole.statistics.events) events are counted, \(whole.events.count) are given")
    }
  }

  /// What two outcomes may differ in, shortly.
  private static func summary(of outcome: DecodingOutcome) -> String {
    "\(outcome.events.count) events, \(outcome.triggers.count) triggers, \(outcome.statistics), "
      + "error \(outcome.error.map { "\($0)" } ?? "none"), \(outcome.description.map { "\($0)" } ?? "no description")"
  }

  /// Decodes a chunk of events, in which times must not fall.
  private static func takeChunk(_ bytes: [UInt8]) {
    var batch = EventBatch(capacity: ECF.maximumEventCount)
    var decoder = ECFDecoder()
    guard (try? decoder.decode(bytes.span.bytes, into: &batch)) != nil else {
      if !batch.isEmpty { Fuzz.end("a chunk that is refused gives \(batch.count) events") }
      return
    }
    for index in 1..<max(batch.count, 1) where batch.events[index].time < batch.events[index - 1].time {
      Fuzz.end("time falls at event \(index)")
    }
  }
}
