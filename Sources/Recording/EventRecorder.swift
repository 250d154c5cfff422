public import EventFormats
public import Events
import Synchronization

/// Records a stream that may go on for long and begin anew: what was written before a sudden end can be read, and where
/// time jumps back by more than the format can hold, a further file is begun.
public final class EventRecorder: Sendable {
  /// What has been recorded so far.
  public struct Counts: Equatable, Sendable {
    /// The files that were begun, in order.
    public var paths: [String] = []
    /// Events written.
    public var events: UInt64 = 0
    /// External triggers written.
    public var triggers: UInt64 = 0
    /// External triggers that the format has no place for.
    public var droppedTriggers: UInt64 = 0
    /// Bytes written.
    public var bytes: UInt64 = 0
  }

  /// The bytes of a batch are written at the latest when so many events have come since.
  private static let flushEventCount = 50_000

  private struct State {
    var counts = Counts()
    var writer: (any RecordingWriter)?
    var finishedBytes: UInt64 = 0
    var unflushedEvents = 0
  }

  private let path: String
  private let encoding: RecordingEncoding
  private let overwrites: Bool
  private let state = Mutex(State())

  /// Creates a recorder; its first file is created when there is something to write.
  ///
  /// - Parameters:
  ///   - path: the first file; `-` for standard output.
  ///   - encoding: its format.
  ///   - overwrites: whether files that exist may be replaced.
  /// - Throws: `notWritable` where a file of this name exists and is not to be replaced.
  public init(path: String, encoding: RecordingEncoding, overwrites: Bool) throws(RecordingError) {
    try ByteOutput.check(path: path, overwrites: overwrites)
    self.path = path
    self.encoding = encoding
    self.overwrites = overwrites
  }

  /// What has been recorded so far.
  public var counts: Counts {
    state.withLock { state in
      var counts = state.counts
      counts.bytes = state.finishedBytes + (state.writer?.byteCount ?? 0)
      return counts
    }
  }

  /// Writes a batch; it is the same afterwards.
  ///
  /// - Parameter description: what the stream says of itself by now.
  /// - Throws: `notRepresentable` where the format cannot hold the events at all, `notWritable`.
  public func write(_ batch: inout EventBatch, description: StreamDescription) throws(RecordingError) {
    let triggers = batch.triggers
    defer { batch.triggers = triggers }
    let holdsTriggers = encoding.format.limits.triggers == .amongEvents
    if !holdsTriggers { batch.triggers = [] }
    try state.withLock { state throws(RecordingError) in
      state.counts.droppedTriggers += holdsTriggers ? 0 : UInt64(triggers.count)
      guard !batch.isEmpty || !batch.triggers.isEmpty else { return }
      if state.writer == nil { try begin(with: batch, description, &state) }
      do throws(RecordingError) { try state.writer?.write(batch) } catch {
        guard error.code == .notRepresentable, path != "-" else { throw error }
        try end(&state)
        try begin(with: batch, description, &state)
        try state.writer?.write(batch)
      }
      state.counts.events += UInt64(batch.count)
      state.counts.triggers += UInt64(batch.triggers.count)
      state.unflushedEvents += batch.count
      guard state.unflushedEvents >= Self.flushEventCount else { return }
      state.unflushedEvents = 0
      try state.writer?.flush()
    }
  }

  /// Writes what is in memory.
  public func flush() throws(RecordingError) {
    try state.withLock { state throws(RecordingError) in try state.writer?.flush() }
  }

  /// Ends the last file.
  public func finish() throws(RecordingError) {
    try state.withLock { state throws(RecordingError) in try end(&state) }
  }

  private func begin(
    with batch: borrowing EventBatch, _ description: StreamDescription, _ state: inout State
  ) throws(RecordingError) {
    let part = state.counts.paths.count + 1
    let path = part == 1 ? path : Self.path(path, part: part)
    if encoding.format.limits.needsGeometry, description.geometry == nil {
      throw RecordingError(
        .notRepresentable,
        "\(encoding.format.name) needs the sensor's size, which the source does not say; give it with --geometry",
        path: path)
    }
    let first = batch.isEmpty ? batch.triggers.first?.time : batch.events[0].time
    state.writer = try encoding.makeGrowingWriter(
      path: path, overwrites: overwrites,
      options: EncodingOptions(
        geometry: description.geometry, metadata: description.metadata, earliestMicroseconds: first))
    state.counts.paths.append(path)
  }

  private func end(_ state: inout State) throws(RecordingError) {
    try state.writer?.finish()
    state.finishedBytes += state.writer?.byteCount ?? 0
    state.writer = nil
  }

  /// `drive.raw` as `drive.2.raw`.
  package static func path(_ path: String, part: Int) -> String {
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[name...].firstIndex(of: "."), dot != name else { return "\(path).\(part)" }
    return "\(path[..<dot]).\(part)\(path[dot...])"
  }
}
