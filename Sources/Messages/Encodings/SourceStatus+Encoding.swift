internal import SwiftProtobuf

extension SourceStatus: WireMessage {
  var wire: Saccade_V1_SourceStatus {
    var wire = Saccade_V1_SourceStatus()
    wire.source = source
    wire.session = session
    wire.hostTimeNs = hostTimeNanoseconds
    wire.state = state.wire
    wire.reason = reason
    wire.sensorTimeUs = sensorTimeMicroseconds
    wire.events = events
    wire.timesteps = timesteps
    wire.windows = windows
    wire.detections = detections
    wire.eventRate = eventsPerSecond
    wire.dropped = dropped.map { dropped in
      var wire = Saccade_V1_Dropped()
      wire.reason = dropped.reason
      wire.events = dropped.events
      wire.timesteps = dropped.timesteps
      wire.windows = dropped.windows
      wire.messages = dropped.messages
      return wire
    }
    wire.skipped = skipped.map { skipped in
      var wire = Saccade_V1_Skipped()
      wire.reason = skipped.reason
      wire.count = skipped.count
      return wire
    }
    wire.latency.count = latency.count
    wire.latency.p50Ns = latency.p50Nanoseconds
    wire.latency.p99Ns = latency.p99Nanoseconds
    wire.latency.maxNs = latency.maximumNanoseconds
    return wire
  }

  init(wire: Saccade_V1_SourceStatus) throws(MessageError) {
    self.init(
      source: wire.source, session: wire.session, hostTimeNanoseconds: wire.hostTimeNs, state: State(wire: wire.state),
      reason: wire.reason, sensorTimeMicroseconds: wire.sensorTimeUs, events: wire.events, timesteps: wire.timesteps,
      windows: wire.windows, detections: wire.detections, eventsPerSecond: wire.eventRate,
      dropped: wire.dropped.map {
        Dropped(
          reason: $0.reason, events: $0.events, timesteps: $0.timesteps, windows: $0.windows, messages: $0.messages)
      },
      skipped: wire.skipped.map { Skipped(reason: $0.reason, count: $0.count) },
      latency: Latency(
        count: wire.latency.count, p50Nanoseconds: wire.latency.p50Ns, p99Nanoseconds: wire.latency.p99Ns,
        maximumNanoseconds: wire.latency.maxNs))
  }

  /// The value in protobuf; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message would exceed protobuf's 2 GiB.
  public func protobuf() throws(MessageError) -> [UInt8] { try encodedProtobuf() }

  /// The value in protobuf's canonical JSON mapping, as UTF-8 without line breaks; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message cannot be written.
  public func json() throws(MessageError) -> [UInt8] { try encodedJSON() }

  /// Reads the value from protobuf.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(protobuf bytes: [UInt8]) throws(MessageError) { try self.init(decodingProtobuf: bytes) }

  /// Reads the value from protobuf's canonical JSON mapping in UTF-8; unknown fields are skipped.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(json bytes: [UInt8]) throws(MessageError) { try self.init(decodingJSON: bytes) }
}

extension SourceStatus.State {
  var wire: Saccade_V1_SourceState {
    switch self {
    case .unspecified: .unspecified
    case .starting: .starting
    case .running: .running
    case .stalled: .stalled
    case .reconnecting: .reconnecting
    case .paused: .paused
    case .finished: .finished
    case .failed: .failed
    }
  }

  init(wire: Saccade_V1_SourceState) {
    self =
      switch wire {
      case .starting: .starting
      case .running: .running
      case .stalled: .stalled
      case .reconnecting: .reconnecting
      case .paused: .paused
      case .finished: .finished
      case .failed: .failed
      case .unspecified, .UNRECOGNIZED: .unspecified
      }
  }
}
