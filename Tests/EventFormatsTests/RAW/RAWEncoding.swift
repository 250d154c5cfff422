import EventFormats
import Events

/// The three RAW encoders, to be tested alike.
enum RAWEncoding: CaseIterable, Sendable {
  case evt2
  case evt21
  case evt21Legacy
  case evt3

  func encoder(_ options: RAWEncodingOptions = RAWEncodingOptions()) -> any EventEncoder {
    switch self {
    case .evt2: EVT2Encoder(options: options)
    case .evt21: EVT21Encoder(options: options)
    case .evt21Legacy: EVT21Encoder(options: options, wordOrder: .legacy)
    case .evt3: EVT3Encoder(options: options)
    }
  }

  /// The largest step back that the current time base allows.
  var baseMicroseconds: Int64 { self == .evt3 ? 4096 : 64 }

  /// The time after which the time wraps.
  var periodMicroseconds: Int64 { self == .evt3 ? 1 << 24 : 1 << 34 }

  /// A whole stream of `events`, given in pieces that end at `cuts`.
  func encode(
    _ events: [Event], cuts: [Int] = [], options: RAWEncodingOptions = RAWEncodingOptions()
  ) throws(EventFormatError) -> [UInt8] {
    var encoder = encoder(options)
    var output: [UInt8] = []
    var start = 0
    for end in cuts + [events.count] {
      try encoder.encode(events.span.extracting(start..<end), into: &output)
      start = end
    }
    try encoder.finish(into: &output)
    return output
  }
}
