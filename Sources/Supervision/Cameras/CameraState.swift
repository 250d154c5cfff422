/// What a camera is doing, with the reason in words.
public struct CameraState: Sendable, Equatable {
  /// What it is doing.
  public enum Phase: String, Sendable, CaseIterable {
    /// Its model is loaded and its source opened.
    case starting
    /// Its pipeline runs.
    case running
    /// Its source is not connected and tries to be.
    case connecting
    /// Its source is connected, and no events come.
    case stalled
    /// Somebody has paused it.
    case paused
    /// The configuration has switched it off.
    case disabled
    /// Its source has come to its end.
    case finished
    /// It has failed and is tried again.
    case failed
    /// It ends.
    case stopping
    /// It has ended.
    case stopped
  }

  /// What it is doing.
  public var phase: Phase
  /// Why, in words; may be empty.
  public var reason: String

  /// Creates a state.
  public init(_ phase: Phase, reason: String = "") {
    self.phase = phase
    self.reason = reason
  }

  /// Whether it is as it should be.
  public var isReady: Bool {
    switch phase {
    case .running, .paused, .disabled, .finished: true
    case .starting, .connecting, .stalled, .failed, .stopping, .stopped: false
    }
  }
}

extension CameraState: CustomStringConvertible {
  /// The phase, with the reason where there is one.
  public var description: String { reason.isEmpty ? phase.rawValue : "\(phase.rawValue): \(reason)" }
}
