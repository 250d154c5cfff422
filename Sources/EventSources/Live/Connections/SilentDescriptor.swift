import CSystemCalls

/// Waiting for nothing but a stop.
enum SilentDescriptor {
  static func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    Waiting(saccade_wait(-1, SACCADE_READABLE, event, deadline))
  }
}
