import Events

/// A trigger table of an AEDAT 4 packet.
struct AEDAT4Trigger: Equatable {
  /// What happened.
  enum Kind: Int8 {
    case timestampReset = 0
    case risingEdge = 1
    case fallingEdge = 2
    case pulse = 3
    case generatorRisingEdge = 4
    case generatorFallingEdge = 5
    case frameBegin = 6
    case frameEnd = 7
    case exposureBegin = 8
    case exposureEnd = 9
  }

  /// More triggers than this in one packet are damage.
  static let packetLimit = 1 << 20

  var time: Int64
  /// Nil for a number that the format does not define.
  var kind: Kind?

  /// The edge on an external input; nil where it is none.
  ///
  /// A pulse is given as its rising edge.
  var edge: TriggerEvent? {
    switch kind {
    case .risingEdge, .pulse: TriggerEvent(time: time, channel: 0, isRising: true)
    case .fallingEdge: TriggerEvent(time: time, channel: 0, isRising: false)
    default: nil
    }
  }

  /// Reads the tables that the offsets in `vector` lead to.
  static func read(
    _ vector: FlatBuffer.Vector, in bytes: UnsafeRawBufferPointer
  ) throws(FlatBuffer.Failure) -> [AEDAT4Trigger] {
    guard vector.count <= packetLimit else { throw .malformed }
    let buffer = FlatBuffer(bytes, byteCount: bytes.count)
    var triggers: [AEDAT4Trigger] = []
    for index in 0..<vector.count {
      let table = try buffer.table(at: try buffer.follow(at: vector.position + 4 * index))
      let time = try buffer.number(Int64.self, field: 0, of: table) ?? 0
      let kind = try buffer.number(Int8.self, field: 1, of: table) ?? 0
      triggers.append(AEDAT4Trigger(time: time, kind: Kind(rawValue: kind)))
    }
    return triggers
  }
}
