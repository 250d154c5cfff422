import EventFormats
import EventProcessing
import EventSources
import Events
import Pipeline
import Recording

/// One conversion: what is known beforehand is checked, the recording is read once to see whether the target can hold
/// it where that is not known, then it is read and written.
struct Conversion {
  let input: String
  let output: String
  let encoding: RecordingEncoding
  let selection: EventSelection
  /// What the selection means.
  let rules: EventFilterRules
  let writing: WritingOptions
  let triggers: TriggerSelection?
  let overwrites: Bool

  private var byteCount: UInt64 = 0
  /// What ended the reading early; what came before it has been written.
  private(set) var readFailure: EventSourceError?

  init(
    input: String, output: String, encoding: RecordingEncoding, selection: EventSelection, writing: WritingOptions,
    triggers: TriggerSelection?, overwrites: Bool
  ) throws(CommandFailure) {
    do throws(PipelineError) { rules = try selection.rules() } catch { throw CommandFailure(error) }
    self.input = input
    self.output = output
    self.encoding = encoding
    self.selection = selection
    self.writing = writing
    self.triggers = triggers
    self.overwrites = overwrites
  }

  /// Reads, filters and writes the whole recording.
  mutating func run(_ source: inout AnyRecording) throws(CommandFailure) -> ConversionSummary {
    let start = HostClock.monotonicNanoseconds()
    let geometry = source.description.geometry
    let limits = encoding.format.limits
    do throws(RecordingError) { try ByteOutput.check(path: output, overwrites: overwrites) } catch {
      throw CommandFailure(error)
    }
    try checkOptions(geometry: geometry)
    var outputGeometry = rules.outputGeometry(of: geometry)
    if triggers != .only, let outputGeometry, let conflict = limits.conflict(with: outputGeometry) {
      throw refusal([conflict])
    }
    let isOrdered = selection.timeDisorder != .keep
    var earliest: Int64?
    let needsExtent = limits.needsExtent(
      geometry: outputGeometry, isOrdered: isOrdered, hasTriggers: keepsTriggers)
    if triggers != .only, needsExtent, source.canBeReadAgain {
      let summary = try scan(&source, geometry: geometry)
      let conflicts = limits.conflicts(with: Self.extent(of: summary))
      guard conflicts.isEmpty else { throw refusal(conflicts) }
      if limits.needsGeometry, outputGeometry == nil { outputGeometry = summary.smallestGeometry }
      if summary.events > 0 { earliest = summary.earliestTime }
      // Small steps back may or may not fit, which only the encoder can say.
      if summary.backwardSteps > 0, limits.largestBackwardStep < .max {
        try rehearse(&source, geometry: geometry, outputGeometry: outputGeometry, earliest: earliest)
      }
    }
    if limits.needsGeometry, outputGeometry == nil {
      throw CommandFailure(
        .usage,
        "\(output): \(encoding.format.name) needs the sensor's size, which the recording does not say; "
          + "give it with --geometry")
    }
    return try write(
      &source, geometry: geometry, outputGeometry: outputGeometry, earliest: earliest, start: start)
  }

  private func checkOptions(geometry: SensorGeometry?) throws(CommandFailure) {
    if selection.flip != .none, geometry == nil, selection.roi == nil {
      throw CommandFailure(
        .usage, "\(input): the recording does not say the sensor's size, which --flip needs; give it with --geometry")
    }
    if rules.noise.areNeeded, geometry == nil {
      throw CommandFailure(
        .usage,
        "\(input): the recording does not say the sensor's size, which filters of noise need; give it with --geometry")
    }
    if let geometry, let outside = rules.noise.hotPixels.pixel(outside: geometry) {
      throw CommandFailure(
        .configuration,
        "the hot pixel \(outside.x) \(outside.y) is not on the sensor of \(geometry): give the list of this camera")
    }
    let support = encoding.format.limits.triggers
    if triggers == .keep, support != .amongEvents {
      throw CommandFailure(
        .badData,
        "\(output): \(encoding.format.name) cannot hold external triggers beside events; choose --triggers drop"
          + (support == .apart ? ", or only for a file of triggers" : ""))
    }
    if triggers == .only, support == .none {
      throw CommandFailure(.badData, "\(output): \(encoding.format.name) cannot hold external triggers")
    }
  }

  /// Reads the recording once to learn what of it would be written, and goes back to its start.
  private func scan(_ source: inout AnyRecording, geometry: SensorGeometry?) throws(CommandFailure) -> StreamSummary {
    var filter = EventFilter(rules, geometry: geometry)
    var summary = StreamSummary()
    var pass = RecordingPass(task: "checking")
    try pass.run(&source) { batch throws(CommandFailure) in
      filter.apply(to: &batch)
      if !keepsTriggers { batch.triggers.removeAll() }
      summary.add(batch)
      return !filter.isPastEnd
    }
    try Self.rewind(&source)
    return summary
  }

  /// Encodes the recording without writing it, and goes back to its start.
  private func rehearse(
    _ source: inout AnyRecording, geometry: SensorGeometry?, outputGeometry: SensorGeometry?, earliest: Int64?
  ) throws(CommandFailure) {
    var filter = EventFilter(rules, geometry: geometry)
    var pass = RecordingPass(task: "checking")
    do throws(RecordingError) {
      let options = encodingOptions(source, outputGeometry: outputGeometry, earliest: earliest)
      guard let writer = try encoding.makeRehearsal(options: options) else { return }
      try pass.run(&source) { batch throws(RecordingError) in
        filter.apply(to: &batch)
        if !keepsTriggers { batch.triggers.removeAll() }
        try writer.write(batch)
        return !filter.isPastEnd
      }
    } catch {
      throw CommandFailure(
        .badData,
        "\(output): \(encoding.format.name) cannot hold this recording: \(error.message); "
          + "or choose --time-disorder clamp or drop. Nothing was written")
    }
    try Self.rewind(&source)
  }

  private static func rewind(_ source: inout AnyRecording) throws(CommandFailure) {
    do throws(EventSourceError) { try source.seek(toSensorTime: .min) } catch { throw CommandFailure(error) }
  }

  private var keepsTriggers: Bool {
    triggers == .only || triggers != .drop && encoding.format.limits.triggers == .amongEvents
  }

  private func encodingOptions(
    _ source: borrowing AnyRecording, outputGeometry: SensorGeometry?, earliest: Int64?
  ) -> EncodingOptions {
    var options = EncodingOptions(
      geometry: outputGeometry, metadata: source.description.metadata, earliestMicroseconds: earliest,
      holdsTriggersOnly: triggers == .only)
    writing.apply(to: &options)
    return options
  }

  private mutating func write(
    _ source: inout AnyRecording, geometry: SensorGeometry?, outputGeometry: SensorGeometry?, earliest: Int64?,
    start: Int64
  ) throws(CommandFailure) -> ConversionSummary {
    var filter = EventFilter(rules, geometry: geometry)
    var written: UInt64 = 0
    var writtenTriggers: UInt64 = 0
    var leftTriggers: UInt64 = 0
    var pass = RecordingPass(task: "converting")
    var options = encodingOptions(source, outputGeometry: outputGeometry, earliest: earliest)
    var writer: (any RecordingWriter)?
    do throws(RecordingError) {
      try pass.run(&source) { batch throws(RecordingError) in
        filter.apply(to: &batch)
        if !keepsTriggers {
          leftTriggers += UInt64(batch.triggers.count)
          batch.triggers.removeAll()
        }
        if triggers == .only { batch.truncate(to: 0) }
        guard !batch.isEmpty || !batch.triggers.isEmpty else { return !filter.isPastEnd }
        if writer == nil {
          // Without a reading beforehand the first time is the best that is known.
          options.earliestMicroseconds = earliest ?? Self.firstTime(of: batch)
          writer = try encoding.makeWriter(path: output, overwrites: overwrites, options: options)
        }
        try writer?.write(batch)
        written += UInt64(batch.count)
        writtenTriggers += UInt64(batch.triggers.count)
        return !filter.isPastEnd
      }
      // A recording without events is one, too.
      if writer == nil { writer = try encoding.makeWriter(path: output, overwrites: overwrites, options: options) }
      try writer?.finish()
      byteCount = writer?.byteCount ?? 0
    } catch {
      throw CommandFailure(error)
    }
    readFailure = pass.failure
    let statistics = filter.statistics
    let writesEvents = triggers != .only
    var dropped = Dictionary(uniqueKeysWithValues: statistics.drops.map { ($0.label, $0.count) })
    if !writesEvents, statistics.passed > 0 { dropped["--triggers only"] = statistics.passed }
    return ConversionSummary(
      input: input, output: output, inputFormat: source.description.format.rawValue,
      outputFormat: encoding.format.format.rawValue, bytes: byteCount, read: pass.events, written: written,
      triggers: writtenTriggers, droppedTriggers: statistics.droppedTriggers + leftTriggers,
      clamped: statistics.clamped, dropped: dropped, skipped: Self.skipped(source.statistics),
      seconds: Double(HostClock.monotonicNanoseconds() - start) / 1e9)
  }

  private static func firstTime(of batch: borrowing EventBatch) -> Int64? {
    let event = batch.isEmpty ? nil : batch.events[0].time
    return [event, batch.triggers.first?.time].compactMap { $0 }.min()
  }

  private func refusal(_ conflicts: [EncodingConflict]) -> CommandFailure {
    let reasons = conflicts.map(\.description).joined(separator: "; and ")
    return CommandFailure(
      .badData, "\(output): \(encoding.format.name) cannot hold this recording: \(reasons). Nothing was written")
  }

  static func skipped(_ statistics: DecodingStatistics) -> [String: UInt64] {
    Dictionary(
      uniqueKeysWithValues: SkipReason.allCases.filter { statistics[$0] > 0 }.map { ($0.label, statistics[$0]) })
  }

  private static func extent(of summary: StreamSummary) -> EventExtent {
    EventExtent(
      events: summary.events, largestX: summary.largestX, largestY: summary.largestY,
      firstTime: summary.first?.time ?? 0, earliestTime: summary.earliestTime, latestTime: summary.latestTime,
      backwardSteps: summary.backwardSteps, largestBackwardStep: summary.largestBackwardStep,
      largestTriggerChannel: summary.triggers.last?.channel)
  }
}
