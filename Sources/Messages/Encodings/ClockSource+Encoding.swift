internal import SwiftProtobuf

extension ClockSource {
  var wire: Saccade_V1_Clock {
    switch self {
    case .unspecified: .unspecified
    case .hostArrival: .hostArrival
    case .sensorFitted: .sensorFitted
    case .ptp: .ptp
    case .file: .file
    }
  }

  init(wire: Saccade_V1_Clock) {
    self =
      switch wire {
      case .hostArrival: .hostArrival
      case .sensorFitted: .sensorFitted
      case .ptp: .ptp
      case .file: .file
      case .unspecified, .UNRECOGNIZED: .unspecified
      }
  }
}
