import EventFormats
import EventProcessing
import EventSources
import Events
import Timesteps

/// The first thread: reads events, filters them, cuts them into timesteps, and hands each over when it is due.
///
/// `@unchecked Sendable`: it is made by the thread that starts the pipeline and used by the ingest thread alone, which starts
/// after it was made.
final class IngestStage<Source: RecordedSource & ~Copyable>: @unchecked Sendable {
  private let timesteps: ExchangeRing<TimestepTensor>
  private let board: StatisticsBoard
  private let failures: FailureBoard
  private let stop: StopSignal
  private let replay: ReplayOptions
  private let recorder: CameraRecorder?

  private var source: Source
  /// Nil where everything passes.
  private var filter: EventFilter?
  private var knowsHotPixels = false
  private var rules: SlicingRules
  private var slicer: TimestepSlicer
  private var batch: EventBatch
  private var tensor: TimestepTensor?
  private var clock: ReplayClock
  private var timing: SourceTiming?
  /// The latest time on the host's monotonic clock that was given to a timestep's end by a live source.
  private var latestHostTime = Int64.min
  /// The latest time that was given to a timestep, since 1970.
  private var latestStamp: Int64 = 0
  private var recordedTimes = RecordedTimes()
  /// By more than this no two readings of the host's clocks differ unless somebody has set one.
  private let largestClockJitterNanoseconds: Int64 = 50_000_000
  private var bounds: Range<Int64>?
  private var events: UInt64 = 0
  /// What was read and skipped before the last seek, which begins counting anew.
  private var decodedBefore = DecodingStatistics()

  init(
    source: consuming Source, filters: EventFilterRules, rules: SlicingRules, encoding: TensorEncoding,
    timesteps: ExchangeRing<TimestepTensor>, board: StatisticsBoard, failures: FailureBoard, stop: StopSignal,
    replay: ReplayOptions, recorder: CameraRecorder?
  ) throws(TimestepsError) {
    self.recorder = recorder
    slicer = try TimestepSlicer(rules: rules, encoding: encoding)
    self.source = source
    if filters.region != nil || filters.noise.areNeeded {
      filter = EventFilter(filters, geometry: encoding.letterbox.sensor)
    }
    self.rules = rules
    self.timesteps = timesteps
    self.board = board
    self.failures = failures
    self.stop = stop
    self.replay = replay
    batch = EventBatch(capacity: max(replay.eventsPerRead, 64))
    clock = ReplayClock(pace: replay.pace)
  }

  /// Works until the recording ends, a stop is asked for, or nobody takes timesteps any more; then closes them.
  ///
  /// Damage in the recording ends it: everything before the damage is handed over.
  func run() {
    tensor = timesteps.takeEmpty()
    do throws(EventSourceError) {
      var loop = 0
      while try replayOnce() {
        loop += 1
        if replay.loops > 0, loop >= replay.loops { break }
        try seek(to: bounds?.lowerBound ?? .min)
      }
    } catch {
      failures.record(PipelineError(error))
      handOverLastTimestep()
    }
    timesteps.close()
  }

  /// False where the pipeline is to end.
  private func replayOnce() throws(EventSourceError) -> Bool {
    if bounds == nil, !replay.range.isWhole, try !findBounds() { return false }
    while !stop.wasRaised, try source.read(into: &batch) {
      timing = source.timing
      if timing?.beginsSession == true {
        handOverLastTimestep()
        filter?.begin()
        recordedTimes.begin()
      }
      recordedTimes.take(from: batch)
      let isPastEnd = restrict()
      events += UInt64(batch.count)
      applyFilter()
      guard slice(), closeQuietTimesteps() else { break }
      publishStatistics()
      if isPastEnd { break }
    }
    handOverLastTimestep()
    return !stop.wasRaised && tensor != nil && events > 0
  }

  /// Reads the first events to know where the range lies, and goes to its start; false where there are none.
  private func findBounds() throws(EventSourceError) -> Bool {
    var hasEvents = false
    while !hasEvents {
      guard try source.read(into: &batch) else { return false }
      hasEvents = !batch.isEmpty
    }
    let first = batch.events[0].time
    let range = replay.range.bounds(firstEventMicroseconds: first)
    bounds = range
    // The boundaries stay those of the whole recording.
    rules.phaseMicroseconds = first
    do { slicer = try TimestepSlicer(rules: rules, encoding: slicer.encoding) } catch {
      failures.record(PipelineError(.configuration, "\(error)", remedy: "import the model anew"))
      return false
    }
    try seek(to: range.lowerBound)
    return true
  }

  private func seek(to time: Int64) throws(EventSourceError) {
    filter?.begin()
    decodedBefore += source.statistics
    recordedTimes.begin()
    try source.seek(toSensorTime: time)
  }

  /// Removes events outside the range; true once the range's end has been passed.
  private func restrict() -> Bool {
    guard let bounds else { return false }
    var isPastEnd = false
    let kept = batch.withUnsafeMutableEvents { events in
      var kept = 0
      for event in events {
        if bounds.contains(event.time) {
          events[kept] = event
          kept += 1
        } else if event.time >= bounds.upperBound {
          isPastEnd = true
          break
        }
      }
      return kept
    }
    batch.truncate(to: kept)
    return isPastEnd
  }

  private func applyFilter() {
    filter?.apply(to: &batch)
    guard !knowsHotPixels, let pixels = filter?.hotPixels else { return }
    knowsHotPixels = true
    board.tell(hotPixels: pixels)
  }

  /// Cuts the batch; false once nobody takes timesteps any more, or a stop is asked for.
  private func slice() -> Bool {
    var index = 0
    while let current = tensor {
      if stop.wasRaised {
        // A sparse recording has many timesteps in one batch, which would delay the end.
        events -= UInt64(batch.count - index)
        return false
      }
      let start = index
      switch slicer.consume(batch.events, from: &index, into: current) {
      case .needsEvents:
        record(start..<index, segment: slicer.segment)
        return true
      case .timestepComplete:
        record(start..<index, segment: current.timestep.segment)
        handOver(current)
      }
    }
    return false
  }

  /// Gives events of the batch to the recorder, before a frame can tell of them.
  private func record(_ range: Range<Int>, segment: UInt64) {
    guard let recorder else { return }
    var clockOffset: Int64?
    if timing != nil, let time = range.isEmpty ? batch.triggers.first?.time : batch.events[range.lowerBound].time {
      let now = HostClock.monotonicNanoseconds()
      let host = timing?.mapping?.hostNanoseconds(ofSensorMicroseconds: time) ?? now
      clockOffset = host &+ (HostClock.realTimeNanoseconds() &- now) &- time &* 1000
    }
    recorder.take(
      batch, range, segment: segment, geometry: source.description.geometry ?? slicer.encoding.letterbox.sensor,
      clockOffsetNanoseconds: clockOffset)
  }

  /// Completes timesteps that have ended without a later event; false once nobody takes them, or a stop is asked for.
  private func closeQuietTimesteps() -> Bool {
    guard let time = timing?.closedBefore else { return true }
    while let current = tensor, !stop.wasRaised {
      guard slicer.close(before: time, into: current) == .timestepComplete else { return true }
      handOver(current)
    }
    return false
  }

  private func handOverLastTimestep() {
    if let current = tensor, slicer.finish(into: current) { handOver(current) }
    publishStatistics()
  }

  /// Waits until the timestep is due, hands it over and takes an empty one.
  private func handOver(_ tensor: TimestepTensor) {
    let timestep = tensor.timestep
    let now = HostClock.monotonicNanoseconds()
    let realTimeOffset = HostClock.realTimeNanoseconds() - now
    if timestep.discontinuity != .none {
      clock.anchor(sensorMicroseconds: timestep.startMicroseconds, hostNanoseconds: now)
    }
    if let mapping = timing?.mapping {
      stamp(tensor, hostTime(of: timestep, mapping: mapping, now: now) + realTimeOffset)
      return exchange(tensor)
    }
    let due = clock.due(sensorMicroseconds: timestep.endMicroseconds, now: now)
    if due > now { _ = stop.sleep(untilMonotonicNanoseconds: due) }
    stamp(tensor, min(due, HostClock.monotonicNanoseconds()) + realTimeOffset)
    exchange(tensor)
  }

  /// Notes when a timestep has ended, never before the one before.
  ///
  /// The two clocks are read one after the other, and what lies between differs each time.
  private func stamp(_ tensor: TimestepTensor, _ time: Int64) {
    let isClockSetBack = latestStamp - time > largestClockJitterNanoseconds
    latestStamp = isClockSetBack ? time : max(time, latestStamp)
    tensor.dueHostTimeNanoseconds = latestStamp
    // Live sources have times of their own, which are fitted.
    let recorded = timing?.mapping == nil ? recordedTimes.hostNanoseconds(endOf: tensor.timestep) : nil
    tensor.endHostTimeNanoseconds = recorded ?? latestStamp
  }

  private func exchange(_ tensor: TimestepTensor) {
    // Before anybody can take it, so that what has become of all events adds up at every instant.
    let (received, slicing, filtering) = (events, slicer.totalCounts, filter?.statistics)
    board.update {
      $0.count(received: received, filtering: filtering, slicing: slicing)
      $0.queuedEvents += tensor.timestep.counts.accepted
    }
    timesteps.put(tensor)
    self.tensor = timesteps.takeEmpty()
  }

  /// When a live timestep has ended on the host's monotonic clock: never before the one before, nor in the future.
  private func hostTime(of timestep: Timestep, mapping: ClockMapping, now: Int64) -> Int64 {
    let mapped = mapping.hostNanoseconds(ofSensorMicroseconds: timestep.endMicroseconds) ?? now
    latestHostTime = min(max(mapped, latestHostTime), now)
    return latestHostTime
  }

  private func publishStatistics() {
    let (events, filtering) = (events, filter?.statistics)
    let slicing = slicer.totalCounts
    let gaps = slicer.gapCount
    let restarts = slicer.restartCount
    var decoding = decodedBefore
    decoding += source.statistics
    let fraction = source.fractionRead
    board.update {
      $0.count(received: events, filtering: filtering, slicing: slicing)
      $0.gaps = gaps
      $0.restarts = restarts
      $0.decoding = decoding
      $0.inputFraction = fraction
    }
  }
}

extension PipelineStatistics {
  /// Notes what was received and what became of it in the filters and the slicer; the rest is open.
  fileprivate mutating func count(received: UInt64, filtering: EventFilterStatistics?, slicing: EventCounts) {
    events = received
    self.filtering = filtering ?? EventFilterStatistics()
    self.slicing = slicing
    openEvents = received - filteredEvents - slicing.accepted - slicing.dropped
  }
}
