import EventFormats
import Events

/// Reads a live source: connects, receives, decodes, and tells of time; used by one thread.
final class LiveReader {
  private enum Stage {
    case unconnected
    case connected
    /// Gives what the decoder has left, then goes on with another stream, or without a connection.
    case closing(ConnectionFailure, keepsConnection: Bool)
    case stopping
    case ended
  }

  /// How long a quiet stream is waited for before time is said to have passed.
  private static let tickNanoseconds: Int64 = 10_000_000
  private static let reportNanoseconds: Int64 = 100_000_000

  /// What other threads may ask of the source.
  let control: LiveSourceControl
  /// What the last `read` tells of time.
  private(set) var timing: SourceTiming?

  private let settings: LiveSourceSettings
  private let transport: any SourceTransport
  private let buffer: ReceiveBuffer
  private var generator: SeededGenerator
  private var machine: ConnectionMachine
  private var stage = Stage.unconnected
  private var connection: (any SourceConnection)?
  private var decoding: StreamDecoding
  /// A piece whose bytes are in the buffer and were not begun with.
  private var unbegun: ReceivedPiece?
  private var statisticsBefore = DecodingStatistics()
  private var known: StreamDescription
  private var sessionHasEvents = false
  private var isFinished = false

  private var fit = ClockFit()
  private var arrival: Int64 = 0
  /// When everything that had been sent was in the buffer; nil where more may wait.
  private var drainedAt: Int64?
  /// Events after a step of the clock, for the next read.
  private var afterStep = EventBatch(capacity: 64)
  /// When `timing` told of passed time last.
  private var toldAt: Int64 = 0
  private var lastReport: Int64 = 0
  private var reportedState = SourceHealth.State.connecting
  private var damage: EventDamage?
  private var byteDamage: ByteDamage?

  /// Creates a source that connects when it is first read.
  ///
  /// - Throws: `unsupported` where the address is no live one; `unreadable` where the system has no descriptor left.
  init(_ settings: LiveSourceSettings) throws(EventSourceError) {
    let path = settings.address.description
    guard let transport = settings.makeTransport() else {
      throw EventSourceError(.unsupported, "is no live source; open it as a recording", path: path)
    }
    control = try LiveSourceControl(path: path)
    self.settings = settings
    self.transport = transport
    buffer = ReceiveBuffer(byteCount: max(settings.readByteCount, transport.largestPieceByteCount))
    generator = SeededGenerator(seed: settings.seed)
    machine = ConnectionMachine(
      backoff: settings.backoff, stallTimeoutNanoseconds: settings.stallTimeoutNanoseconds,
      now: HostClock.monotonicNanoseconds(), realTime: HostClock.realTimeNanoseconds())
    decoding = StreamDecoding(format: settings.format, options: settings.decoding)
    known = StreamDescription(
      format: settings.format ?? .raw, geometry: settings.geometry,
      geometryOrigin: settings.geometry == nil ? nil : .option)
    damage = settings.address.damage.map { EventDamage($0, kinds: [.gap, .jump]) }
    byteDamage = settings.address.damage.map(ByteDamage.init)
    control.publish(machine.health)
  }

  /// The address.
  var path: String { settings.address.description }

  /// What is known of the stream; what the settings say until it has begun.
  var description: StreamDescription { decoding.description ?? known }

  /// What has been given and skipped so far, in all connections.
  var statistics: DecodingStatistics {
    var statistics = statisticsBefore
    statistics += decoding.statistics
    statistics.events -= min(UInt64(afterStep.count) + (damage?.droppedEvents ?? 0), statistics.events)
    statistics.lostPackets &+= machine.health.lostPackets
    return statistics
  }

  /// Replaces the content of a batch with the next events and triggers, or with none where time has passed; `timing` tells.
  ///
  /// - Returns: false once it was stopped, or at the end of standard input.
  /// - Throws: `badData` where standard input is no event stream.
  func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    batch.removeAll()
    timing = SourceTiming(mapping: fit.mapping)
    if !afterStep.isEmpty {
      beginAfterStep(into: &batch)
      return true
    }
    while true {
      switch stage {
      case .unconnected:
        if endSession() { return true }
        connect()
      case .connected:
        if receive(into: &batch) { return true }
      case .closing(let failure, let keepsConnection):
        if finishDecoding(into: &batch) { return true }
        try close(failure, keepsConnection: keepsConnection)
        if keepsConnection, endSession() { return true }
      case .stopping:
        if finishDecoding(into: &batch) { return true }
        end("stopped")
      case .ended: return false
      }
    }
  }

  // MARK: Connecting

  private func connect() {
    switch machine.step(now: HostClock.monotonicNanoseconds()) {
    case .end, .receive: stage = .ended
    case .wait(let until):
      if SilentDescriptor.wait(untilNanoseconds: until, event: control.event) == .woken { stage = .stopping }
    case .connect:
      guard !control.isStopped else { return stage = .stopping }
      machine.beginAttempt(transport.attempt, realTime: HostClock.realTimeNanoseconds())
      report()
      do throws(ConnectionFailure) {
        try transport.prepare()
        report()
        guard let connection = try transport.connect(event: control.event) else { return stage = .stopping }
        self.connection = byteDamage.map { DamagedConnection(connection, $0) } ?? connection
        machine.connect(now: HostClock.monotonicNanoseconds(), realTime: HostClock.realTimeNanoseconds())
        startStream()
        stage = .connected
      } catch {
        machine.disconnect(
          error.reason, error.words, atOnce: false, now: HostClock.monotonicNanoseconds(),
          realTime: HostClock.realTimeNanoseconds(),
          using: &generator)
      }
      report()
    }
  }

  private func startStream() {
    decoding = StreamDecoding(format: settings.format, options: settings.decoding)
    isFinished = false
    fit.reset()
    drainedAt = nil
  }

  /// Says once, after a session that had events, that it is over.
  private func endSession() -> Bool {
    guard sessionHasEvents else { return false }
    sessionHasEvents = false
    timing = SourceTiming(beginsSession: true, mapping: timing?.mapping)
    return true
  }

  private func close(_ failure: ConnectionFailure, keepsConnection: Bool) throws(EventSourceError) {
    if let description = decoding.description { known = description }
    statisticsBefore += decoding.statistics
    decoding = StreamDecoding(format: settings.format, options: settings.decoding)
    if keepsConnection {
      if failure.reason == .newStream { machine.count { $0.disconnections[.newStream, default: 0] += 1 } }
      startStream()
      stage = .connected
      return
    }
    buffer.fill(0)
    unbegun = nil
    report()
    // Faults go on where they were, or each connection would have the same.
    if let damaged = connection as? DamagedConnection { byteDamage = damaged.state }
    connection = nil
    if transport.endsWithItsConnection {
      end(failure.words)
      guard failure.reason == .closed else {
        throw EventSourceError(
          failure.reason == .badData ? .badData : .unreadable, failure.words, path: settings.address.description)
      }
      return
    }
    // A client of ours that has gone is not waited for: the next one may be there.
    let atOnce = transport.isListening && failure.reason != .broken
    machine.disconnect(
      failure.reason, failure.words, atOnce: atOnce, now: HostClock.monotonicNanoseconds(),
      realTime: HostClock.realTimeNanoseconds(),
      using: &generator)
    stage = .unconnected
    report()
  }

  private func end(_ words: String) {
    stage = .ended
    machine.end(words, realTime: HostClock.realTimeNanoseconds())
    report()
    connection = nil
  }

  // MARK: Receiving

  /// True where the caller is to be told something.
  private func receive(into batch: inout EventBatch) -> Bool {
    if !buffer.isEmpty || decoding.hasPendingEvents {
      decode(into: &batch)
      if deliver(&batch) { return true }
      if case .connected = stage {} else { return false }
    }
    guard !control.isStopped, let connection else {
      stage = .stopping
      return false
    }
    let before = HostClock.monotonicNanoseconds()
    switch connection.receive(into: buffer.memory) {
    case .piece(let piece):
      arrival = HostClock.monotonicNanoseconds()
      drainedAt = piece.isDrained ? before : nil
      take(piece)
      if case .connected = stage { decode(into: &batch) }
      reportSometimes()
      if deliver(&batch) { return true }
      // A quiet sensor goes on sending time words.
      return arrival - toldAt >= Self.tickNanoseconds && buffer.isEmpty && tellQuiet()
    case .nothing:
      drainedAt = before
      return wait(for: connection)
    case .ended(let failure):
      stage = .closing(failure, keepsConnection: false)
      return false
    }
  }

  private func take(_ piece: ReceivedPiece) {
    let wasSilent = machine.health.state == .stalled
    machine.receive(byteCount: piece.byteCount, now: arrival, realTime: HostClock.realTimeNanoseconds())
    if wasSilent { report() }
    buffer.fill(piece.byteCount)
    unbegun = piece
    if piece.lostPackets > 0 { machine.count { $0.lostPackets &+= piece.lostPackets } }
    // What standard input was silent about was not sent; what datagrams and packets were silent about may be lost.
    if piece.beginsStream || wasSilent && !transport.endsWithItsConnection {
      let reason = piece.beginsStream ? DisconnectionReason.newStream : .stalled
      stage = .closing(ConnectionFailure(reason, machine.silence), keepsConnection: true)
    }
  }

  private func decode(into batch: inout EventBatch) {
    // Another reference, so that its bytes may be read while the rest changes.
    let buffer = buffer
    do throws(EventFormatError) {
      if let piece = unbegun {
        unbegun = nil
        try decoding.begin(piece, bytes: buffer.rest, arrivalMicroseconds: arrival / 1000)
      }
      buffer.use(try decoding.decode(buffer.rest, into: &batch))
    } catch {
      // What came before is good; after it nothing of this connection can be.
      buffer.fill(0)
      stage = .closing(ConnectionFailure(.badData, error.description), keepsConnection: false)
      isFinished = true
    }
  }

  /// Waits for bytes; true where time has passed without.
  private func wait(for connection: any SourceConnection) -> Bool {
    reportSometimes()
    guard case .receive(let stall) = machine.step(now: HostClock.monotonicNanoseconds()) else { return false }
    let now = HostClock.monotonicNanoseconds()
    let ticks = settings.latencyBoundMicroseconds != nil && sessionHasEvents && machine.health.state == .streaming
    let deadline = ticks ? min(stall, now + Self.tickNanoseconds) : stall
    switch connection.wait(untilNanoseconds: deadline, event: control.event) {
    case .ready: return false
    case .woken:
      stage = .stopping
      return false
    case .timedOut:
      guard HostClock.monotonicNanoseconds() >= stall else {
        // Nothing has come until the deadline, so that nothing was on its way at `now`.
        drainedAt = now
        return tellQuiet()
      }
      if transport.survivesSilence {
        machine.fallSilent(now: HostClock.monotonicNanoseconds(), realTime: HostClock.realTimeNanoseconds())
        report()
      } else {
        stage = .closing(ConnectionFailure(.stalled, machine.silence), keepsConnection: false)
      }
      return false
    }
  }

  /// Gives the events that the decoder has left; false once there are none.
  private func finishDecoding(into batch: inout EventBatch) -> Bool {
    do throws(EventFormatError) {
      while !batch.isFull {
        if decoding.hasPendingEvents {
          _ = try decoding.decode(RawSpan(), into: &batch)
        } else if isFinished {
          break
        } else {
          isFinished = true
          try decoding.finish(into: &batch)
        }
      }
    } catch {
      // A stream that ends before it has begun has nothing to give, and its connection ends anyway.
      isFinished = true
    }
    return deliver(&batch)
  }

  // MARK: Time

  /// Lays the batch's time on the host's; false where it is empty.
  private func deliver(_ batch: inout EventBatch) -> Bool {
    guard !batch.isEmpty || !batch.triggers.isEmpty else { return false }
    damage?.apply(to: &batch)
    guard batch.count > 0 else { return !batch.triggers.isEmpty }
    sessionHasEvents = true
    machine.receiveEvents()
    holdBackAfterStep(&batch)
    if batch.count > 0 {
      if fit.add(sensorMicroseconds: batch.events[batch.count - 1].time, hostNanoseconds: arrival) == .stepped {
        machine.count { $0.clockSteps += 1 }
        timing?.beginsSession = true
      }
    } else {
      beginAfterStep(into: &batch)
    }
    timing?.mapping = fit.mapping
    if afterStep.isEmpty, buffer.isEmpty, !decoding.hasPendingEvents {
      let bound = quietBound()
      timing?.closedBefore = bound
    }
    return true
  }

  /// Says that time has passed; false where that is not known.
  private func tellQuiet() -> Bool {
    guard sessionHasEvents, let bound = quietBound() else { return false }
    timing?.closedBefore = bound
    toldAt = arrival
    return true
  }

  /// Sensor time before which nothing is expected any more: everything that had been sent was decoded.
  private func quietBound() -> Int64? {
    guard let bound = settings.latencyBoundMicroseconds, let drainedAt, let mapping = fit.mapping,
      fit.isSettled(atHostNanoseconds: drainedAt)
    else { return nil }
    return mapping.sensorMicroseconds(atHostNanoseconds: drainedAt).map { $0 - max(bound, 0) }
  }

  /// Takes events out of the batch that cannot have happened yet by the clock's fit: the sensor's clock has stepped before them.
  private func holdBackAfterStep(_ batch: inout EventBatch) {
    let (fit, arrival) = (fit, arrival)
    guard fit.isAhead(sensorMicroseconds: batch.events[batch.count - 1].time, hostNanoseconds: arrival) else { return }
    let kept =
      (0..<batch.count).first { fit.isAhead(sensorMicroseconds: batch.events[$0].time, hostNanoseconds: arrival) } ?? 0
    if afterStep.capacity < batch.capacity { afterStep = EventBatch(capacity: batch.capacity) }
    for index in kept..<batch.count { afterStep.append(batch.events[index]) }
    batch.truncate(to: kept)
  }

  /// Gives the events after a step, which begin a session.
  private func beginAfterStep(into batch: inout EventBatch) {
    swap(&batch, &afterStep)
    afterStep.removeAll()
    machine.count { $0.clockSteps += 1 }
    fit.reset()
    _ = fit.add(sensorMicroseconds: batch.events[batch.count - 1].time, hostNanoseconds: arrival)
    timing = SourceTiming(beginsSession: true, mapping: fit.mapping)
  }

  // MARK: Health

  private func report() {
    let (transport, connection, damages) = (transport, connection, damage?.counts ?? [:])
    machine.count { health in
      transport.report(to: &health)
      connection?.report(to: &health)
      health.damages.merge(damages) { $1 }
    }
    control.publish(machine.health)
    reportedState = machine.health.state
    lastReport = HostClock.monotonicNanoseconds()
  }

  private func reportSometimes() {
    if HostClock.monotonicNanoseconds() - lastReport >= Self.reportNanoseconds || machine.health.state != reportedState
    {
      report()
    }
  }
}
