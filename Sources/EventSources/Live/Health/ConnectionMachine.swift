/// Decides what a live source does next, and what its health is.
///
/// A pure value: time and randomness come in as parameters.
package struct ConnectionMachine: Sendable {
  /// What to do next.
  package enum Step: Equatable, Sendable {
    /// Try to connect.
    case connect
    /// Wait until this time of the monotonic clock, then ask again.
    case wait(untilNanoseconds: Int64)
    /// Receive; with no data until then, call `fallSilent`.
    case receive(stallNanoseconds: Int64)
    /// Nothing more.
    case end
  }

  private enum Phase: Equatable {
    case waiting(until: Int64)
    case connected(lastData: Int64)
    case ended
  }

  /// How the source is doing.
  package private(set) var health = SourceHealth()
  /// Failures in a row.
  package private(set) var failures = 0

  private let backoff: Backoff
  private let stallTimeout: Int64
  private var phase: Phase

  /// Creates the machine of a source that is to connect at once.
  package init(backoff: Backoff, stallTimeoutNanoseconds: Int64, now: Int64, realTime: Int64) {
    self.backoff = backoff
    stallTimeout = max(stallTimeoutNanoseconds, 1)
    phase = .waiting(until: now)
    health.sinceNanoseconds = realTime
    health.reason = "not connected yet"
  }

  /// What to do at a time.
  package func step(now: Int64) -> Step {
    switch phase {
    case .waiting(let until): until <= now ? .connect : .wait(untilNanoseconds: until)
    case .connected(let lastData): .receive(stallNanoseconds: Self.later(lastData, stallTimeout))
    case .ended: .end
    }
  }

  /// An attempt begins, or a listening source waits for a client.
  package mutating func beginAttempt(_ reason: String, realTime: Int64) {
    health.attempts += 1
    enter(.connecting, reason, realTime)
  }

  /// The attempt has led to a connection.
  package mutating func connect(now: Int64, realTime: Int64) {
    phase = .connected(lastData: now)
    health.connections += 1
    enter(.connecting, "connected, no data yet", realTime)
  }

  /// Bytes have come.
  package mutating func receive(byteCount: Int, now: Int64, realTime: Int64) {
    guard case .connected = phase else { return }
    phase = .connected(lastData: now)
    health.receivedBytes += UInt64(byteCount)
    if health.state != .streaming { enter(.streaming, "", realTime) }
  }

  /// Events have come: the connection is a good one, and failures count anew.
  package mutating func receiveEvents() { failures = 0 }

  /// No data have come for the stall timeout; the connection stays.
  package mutating func fallSilent(now: Int64, realTime: Int64) {
    guard case .connected = phase else { return }
    phase = .connected(lastData: now)
    guard health.state != .stalled else { return }
    health.stalls += 1
    health.disconnections[.stalled, default: 0] += 1
    enter(.stalled, silence, realTime)
  }

  /// The connection, or the attempt, has ended: waits, unless it may connect `atOnce`.
  package mutating func disconnect(
    _ reason: DisconnectionReason, _ words: String, atOnce: Bool, now: Int64, realTime: Int64,
    using generator: inout some RandomNumberGenerator
  ) {
    guard phase != .ended else { return }
    if reason == .stalled { health.stalls += 1 }
    health.disconnections[reason, default: 0] += 1
    if atOnce {
      phase = .waiting(until: now)
      return enter(.waiting, words, realTime)
    }
    failures += 1
    phase = .waiting(until: Self.later(now, backoff.wait(afterFailures: failures, using: &generator)))
    enter(.waiting, words, realTime)
  }

  /// The source has ended for good.
  package mutating func end(_ words: String, realTime: Int64) {
    phase = .ended
    if health.state != .ended { enter(.ended, words, realTime) }
  }

  /// Changes the counters of the health.
  package mutating func count(_ change: (inout SourceHealth) -> Void) { change(&health) }

  /// What is wrong with a source that is silent.
  package var silence: String { "no data for \(Double(stallTimeout / 1_000_000) / 1000) s" }

  private mutating func enter(_ state: SourceHealth.State, _ reason: String, _ realTime: Int64) {
    if state != health.state { health.sinceNanoseconds = realTime }
    health.state = state
    health.reason = reason
  }

  private static func later(_ time: Int64, _ duration: Int64) -> Int64 {
    let (sum, overflows) = time.addingReportingOverflow(duration)
    return overflows ? .max : sum
  }
}
