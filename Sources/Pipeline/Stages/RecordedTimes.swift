import Events
import Timesteps

/// The host's times of a recording's timesteps, as its packets state them.
///
/// Stamps are matched by sensor time and not by their places in batches, from which a filter may have taken their events.
struct RecordedTimes {
  /// Those not yet passed, in stream order, behind `passed` that are.
  private var stamps: [HostStamp] = []
  private var passed = 0
  /// The last one that was passed.
  private var recorded: HostStamp?
  /// The latest time given within the session.
  private var latest = Int64.min

  /// Takes the stamps of a batch, before anything is taken out of it.
  mutating func take(from batch: borrowing EventBatch) {
    guard !batch.stamps.isEmpty else { return }
    stamps.removeFirst(passed)
    passed = 0
    stamps.append(contentsOf: batch.stamps)
  }

  /// Forgets all stamps, where a recording is read from elsewhere on.
  mutating func begin() {
    stamps.removeAll(keepingCapacity: true)
    passed = 0
    recorded = nil
  }

  /// When a timestep has ended, in nanoseconds since 1970, by the last packet that began before its end.
  ///
  /// It is never before the timestep before in its session; nil where nothing is stated.
  mutating func hostNanoseconds(endOf timestep: Timestep) -> Int64? {
    if timestep.discontinuity != .none { latest = .min }
    pass(before: timestep.endMicroseconds, isRestart: timestep.discontinuity == .restart)
    guard let time = recorded?.hostNanoseconds(ofSensorMicroseconds: timestep.endMicroseconds) else { return nil }
    latest = max(time, latest)
    return latest
  }

  /// Passes the packets that began before a time; those behind a jump back of sensor time only where time began anew.
  private mutating func pass(before end: Int64, isRestart: Bool) {
    if isRestart, let last = recorded {
      var before = last.sensorMicroseconds
      if let jump = stamps[passed...].firstIndex(where: { stamp in
        defer { before = stamp.sensorMicroseconds }
        return stamp.sensorMicroseconds < before
      }) {
        recorded = stamps[jump]
        passed = jump + 1
      }
    }
    while passed < stamps.count, stamps[passed].sensorMicroseconds < end,
      stamps[passed].sensorMicroseconds >= recorded?.sensorMicroseconds ?? .min
    {
      recorded = stamps[passed]
      passed += 1
    }
  }
}
