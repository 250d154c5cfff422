/// How the events of an `EventPacket` are encoded.
package enum EventPacketEncoding: String, Sendable, CaseIterable {
  /// Prophesee EVT3 words, whose state carries over from packet to packet.
  case evt3
  /// libcaer's polarity events, 8 bytes each.
  case libcaer
  /// A 16-bit code for libcaer's events.
  case libcaerCompressed = "libcaer_cmp"
  /// 8 bytes an event, with times in nanoseconds; no longer written.
  case mono
  /// 8 bytes an external trigger; no longer written.
  case trigger

  /// The bytes of the words that have a byte order.
  var wordSize: Int {
    switch self {
    case .evt3, .libcaerCompressed: 2
    case .libcaer: 4
    case .mono, .trigger: 8
    }
  }

  /// The bytes of the smallest unit of a packet.
  var recordSize: Int { self == .libcaer ? LibcaerPacketDecoder.recordSize : wordSize }
}
