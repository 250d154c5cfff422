import ArgumentParser
import Pipeline

/// How fast a recording is replayed.
enum ReplaySpeed: ExpressibleByArgument, Equatable {
  /// As fast as the machine can.
  case max
  /// Sensor time divided by host time: 1 is real time.
  case factor(Double)

  init?(argument: String) {
    switch argument {
    case "realtime": self = .factor(1)
    case "max": self = .max
    default:
      let text = argument.hasSuffix("x") ? String(argument.dropLast()) : argument
      guard let factor = Double(text), factor.isFinite, (0.001...1000).contains(factor) else { return nil }
      self = .factor(factor)
    }
  }
}

extension ReplaySpeed {
  /// As it stands in help texts.
  var defaultValueDescription: String {
    switch self {
    case .max: "max"
    case .factor(let factor): factor == 1 ? "realtime" : "\(factor)"
    }
  }

  /// The pipeline's word for it.
  var pace: ReplayPace {
    switch self {
    case .max: .unpaced
    case .factor(let factor): .factor(factor)
    }
  }
}
