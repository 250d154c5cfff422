import Events

/// The kinds of files that a camera's recordings are.
enum RecordingKind: Sendable {
  /// MCAP with detections, events, or both.
  case mcap(holdsDetections: Bool, holdsEvents: Bool)
  /// Prophesee RAW with events.
  case raw

  /// The kinds that rules ask for.
  static func kinds(_ rules: RecordingRules) -> [RecordingKind] {
    var kinds: [RecordingKind] = []
    if rules.recordsDetections || rules.events == .mcap {
      kinds.append(.mcap(holdsDetections: rules.recordsDetections, holdsEvents: rules.events == .mcap))
    }
    if rules.events == .raw { kinds.append(.raw) }
    return kinds
  }

  /// Whether events go into it.
  var takesEvents: Bool {
    switch self {
    case .mcap(_, let holdsEvents): holdsEvents
    case .raw: true
    }
  }

  /// Whether frames go into it.
  var takesFrames: Bool {
    switch self {
    case .mcap(let holdsDetections, _): holdsDetections
    case .raw: false
    }
  }

  /// What names of its files end with, without the dot.
  var fileExtension: String {
    switch self {
    case .mcap: "mcap"
    case .raw: "raw"
    }
  }

  /// The encoder of a new file.
  func makeFormat(camera: String, geometry: SensorGeometry, earliestMicroseconds: Int64) -> any RecordingFormat {
    switch self {
    case .mcap(let holdsDetections, let holdsEvents):
      MCAPRecordingFormat(
        camera: camera, holdsDetections: holdsDetections, holdsEvents: holdsEvents, geometry: geometry)
    case .raw: RAWRecordingFormat(geometry: geometry, earliestMicroseconds: earliestMicroseconds)
    }
  }
}
