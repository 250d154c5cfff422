import Messages
import Pipeline

/// What a subscriber has received of each camera, and what a publisher must never do.
struct FrameJournal {
  private var last: [String: (session: UInt64, sequence: UInt64)] = [:]
  private var sessions: [String: Set<UInt64>] = [:]

  /// The cameras of which frames have come since this was last emptied.
  var heard: Set<String> = []
  /// How many frames have come.
  private(set) var count = 0
  /// Frames that came twice or after a later one, in words.
  private(set) var problems: [String] = []

  /// Takes a frame.
  mutating func take(_ frame: DetectionFrame) {
    count += 1
    heard.insert(frame.source)
    if let last = last[frame.source], last.session == frame.session {
      if frame.sequence <= last.sequence {
        problems.append("\(frame.source): \(frame.sequence) came after \(last.sequence) of session \(frame.session)")
      }
    } else if !sessions[frame.source, default: []].insert(frame.session).inserted {
      problems.append("\(frame.source): session \(frame.session) came again")
    }
    last[frame.source] = (frame.session, frame.sequence)
  }

  /// How many sessions a camera has had.
  func sessionCount(of camera: String) -> Int { sessions[camera]?.count ?? 0 }

  /// Receives until a condition holds, or nothing comes for as long as `silence`; whether it holds.
  @discardableResult
  mutating func receive(
    from subscriber: DetectionSubscriber, untilSilentForMilliseconds silence: Int,
    or isEnough: (FrameJournal) -> Bool = { _ in false }
  ) throws -> Bool {
    while !isEnough(self) {
      guard let message = try subscriber.receive(timeoutMilliseconds: silence) else { return false }
      if case .detections(let frame, _) = message.content { take(frame) }
    }
    return true
  }
}
