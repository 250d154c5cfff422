import EventFormats
import Events
import Foundation

/// A recording that is made for a test.
enum SampleRecording {
  static let geometry = SensorGeometry(width: 64, height: 48)

  /// Events of a bar that moves to the right, 5 ms a column, with noise.
  static func events(count: Int = 6_000, stepMicroseconds: Int64 = 50, origin: Int64 = 1_000) -> [Event] {
    (0..<count).map { (number: Int) in
      let column = number / 100 % geometry.width
      let x = number % 7 == 0 ? number * 31 % geometry.width : column
      let polarity: Polarity = number % 3 == 0 ? .off : .on
      return Event(
        time: origin + Int64(number) * stepMicroseconds, x: UInt16(x), y: UInt16(number * 11 % geometry.height),
        polarity: polarity)
    }
  }

  /// The bytes of a DAT file with events.
  static func dat(_ events: [Event], geometry: SensorGeometry? = geometry) throws -> Data {
    var encoder = DATEncoder(options: DATEncoder.Options(geometry: geometry))
    var bytes: [UInt8] = []
    try encoder.encode(events.span, into: &bytes)
    try encoder.finish(into: &bytes)
    return Data(bytes)
  }

  /// The digest over events, whatever their format.
  static func digest(_ events: [Event]) -> String {
    var digest = CanonicalDigest()
    digest.add(events.span)
    return digest.hexadecimal
  }
}
