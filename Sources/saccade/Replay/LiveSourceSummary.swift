import EventSources

/// How a live source has done, for people and for programs.
struct LiveSourceSummary: Encodable {
  var attempts: UInt64
  var connections: UInt64
  var disconnections: [String: UInt64]
  var stalls: UInt64
  var clockSteps: UInt64
  var receivedBytes: UInt64
  var lostPackets: UInt64
  var reorderedPackets: UInt64
  var kernelDrops: UInt64
  var badPackets: UInt64
  var receiveBufferBytes: Int?
  var damages: [String: UInt64]

  init(_ health: SourceHealth) {
    attempts = health.attempts
    connections = health.connections
    disconnections = Dictionary(uniqueKeysWithValues: health.disconnections.map { ($0.key.rawValue, $0.value) })
    stalls = health.stalls
    clockSteps = health.clockSteps
    receivedBytes = health.receivedBytes
    lostPackets = health.lostPackets
    reorderedPackets = health.reorderedPackets
    kernelDrops = health.kernelDrops
    badPackets = health.badPackets
    receiveBufferBytes = health.receiveBufferBytes
    damages = health.damages
  }

  private enum CodingKeys: String, CodingKey {
    case attempts, connections, disconnections, stalls, damages
    case clockSteps = "clock_steps"
    case receivedBytes = "received_bytes"
    case lostPackets = "lost_packets"
    case reorderedPackets = "reordered_packets"
    case kernelDrops = "kernel_drops"
    case badPackets = "bad_packets"
    case receiveBufferBytes = "receive_buffer_bytes"
  }

  /// Whether anything was lost on the way here.
  var hasLosses: Bool { lostPackets + reorderedPackets + kernelDrops + badPackets > 0 }

  /// The rows of the table.
  var rows: [(String, String)] {
    var rows = [("connections", "\(Format.count(connections)) of \(Format.count(attempts)) attempts")]
    for (reason, count) in disconnections.sorted(by: { $0.key < $1.key }) {
      rows.append(("ended", "\(Format.count(count))  \(reason)"))
    }
    let losses = [
      (lostPackets, "packets missing by their numbers"), (reorderedPackets, "packets out of order"),
      (kernelDrops, "datagrams dropped by the kernel"), (badPackets, "packets that are not legal"),
      (clockSteps, "steps of the sensor's clock"),
    ]
    for (count, what) in losses where count > 0 { rows.append(("source", "\(Format.count(count)) \(what)")) }
    for (kind, count) in damages.sorted(by: { $0.key < $1.key }) {
      rows.append(("injected", "\(Format.count(count))  \(kind)"))
    }
    return rows
  }
}
