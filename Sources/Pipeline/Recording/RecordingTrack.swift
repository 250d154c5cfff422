import Events
import Glibc
import Messages
import EventSources
import Recording

/// One kind of a camera's files: the one that is being written, and when the next is begun.
///
/// Counted as written is what has reached the file, as lost what has not and never will.
final class RecordingTrack {
  /// The file that is being written.
  private struct File {
    var format: any RecordingFormat
    var output: any RecordingOutput
    var path: String
    var segment: UInt64
    var firstTime: Int64
    var lastTime: Int64
    var byteCount: UInt64 = 0

    /// Notes how far its content goes.
    mutating func reach(_ segment: UInt64, _ time: Int64) {
      self.segment = max(self.segment, segment)
      lastTime = max(lastTime, time)
    }
  }

  /// So many bytes are written at a time.
  private static let writeByteCount = 1 << 18

  private let kind: RecordingKind
  private let rules: RecordingRules
  private let folder: RecordingFolder
  private let disk: any RecordingDisk
  private let board: RecordingBoard
  private var file: File?
  /// The time in the name of the last file, in milliseconds since 1970: each has a later one.
  private var nameMilliseconds: Int64 = 0
  private var bytes: [UInt8] = []
  /// What is in memory, here and in the encoder.
  private var unwritten: (events: UInt64, windows: UInt64) = (0, 0)

  init(
    _ kind: RecordingKind, rules: RecordingRules, folder: RecordingFolder, disk: any RecordingDisk,
    board: RecordingBoard
  ) {
    self.kind = kind
    self.rules = rules
    self.folder = folder
    self.disk = disk
    self.board = board
  }

  /// Whether events go into it.
  var takesEvents: Bool { kind.takesEvents }
  /// Whether frames go into it.
  var takesFrames: Bool { kind.takesFrames }

  /// The path of the file that is being written; nil where there is none.
  var openPath: String? { file?.path }

  /// Writes a batch, which is in order; what the format cannot hold is counted as lost.
  func write(_ batch: borrowing EventBatch, of block: EventBlock) throws(RecordingError) {
    guard let first = batch.firstTime, let last = batch.lastTime else { return }
    let count = UInt64(batch.count)
    var isWritten: Bool
    do throws(RecordingError) {
      try prepare(segment: block.segment, first, last, geometry: block.geometry)
      isWritten = encode(batch, block)
      if !isWritten {
        // Times that step back further than the format can hold begin another file.
        try end()
        try prepare(segment: block.segment, first, last, geometry: block.geometry)
        isWritten = encode(batch, block)
      }
    } catch {
      board.count { $0.lose(RecordingLoss(error), events: count) }
      throw error
    }
    guard isWritten else { return board.count { $0.lose(.notRepresentable, events: count) } }
    unwritten.events += count
    if bytes.count >= Self.writeByteCount { try flush() }
  }

  /// Writes a frame.
  func write(_ waiting: WaitingFrame, meta: SourceMeta?) throws(RecordingError) {
    let frame = waiting.frame
    do throws(RecordingError) {
      try prepare(
        segment: waiting.segment, frame.windowStartMicroseconds, frame.windowEndMicroseconds, geometry: frame.geometry)
    } catch {
      board.count { $0.lose(RecordingLoss(error), windows: 1) }
      throw error
    }
    do throws(PipelineError) { try file?.format.add(frame, meta: meta, into: &bytes) } catch {
      return board.count { $0.lose(.notRepresentable, windows: 1) }
    }
    unwritten.windows += 1
    if bytes.count >= Self.writeByteCount { try flush() }
  }

  /// Writes what is in memory; where that fails, the file ends with what was written before.
  func flush() throws(RecordingError) {
    guard file != nil else { return }
    do throws(PipelineError) { try file?.format.flush(into: &bytes) } catch { return drop(.notRepresentable) }
    try write()
  }

  /// Ends the file; the next thing to write begins another.
  func end() throws(RecordingError) {
    guard file != nil else { return }
    do throws(PipelineError) { try file?.format.finish(into: &bytes) } catch { return drop(.notRepresentable) }
    try write()
    let output = file?.output
    file = nil
    try output?.finish()
  }

  private func encode(_ batch: borrowing EventBatch, _ block: EventBlock) -> Bool {
    do throws(PipelineError) {
      try file?.format.add(
        batch, clockOffset: block.clockOffsetNanoseconds, followsLoss: block.followsLoss, into: &bytes)
      return true
    } catch {
      return false
    }
  }

  /// Begins a file where none is open, or the open one is full or of another time.
  private func prepare(
    segment: UInt64, _ first: Int64, _ last: Int64, geometry: SensorGeometry
  ) throws(RecordingError) {
    if let file {
      let isFull = file.byteCount + UInt64(bytes.count) >= rules.fileBytes
      let (age, overflow) = first.subtractingReportingOverflow(file.firstTime)
      let begins = segment > file.segment && first < file.lastTime
      if isFull || overflow || age >= rules.fileMicroseconds || begins { try end() }
    }
    if file == nil {
      folder.make()
      nameMilliseconds = max(HostClock.realTimeNanoseconds() / 1_000_000, nameMilliseconds + 1)
      let path = folder.newPath(
        session: rules.session, fileExtension: kind.fileExtension, at: &nameMilliseconds)
      file = File(
        format: kind.makeFormat(camera: rules.camera, geometry: geometry, earliestMicroseconds: first),
        output: try disk.create(path), path: path, segment: segment, firstTime: first, lastTime: last)
    }
    file?.reach(segment, last)
  }

  private func write() throws(RecordingError) {
    do throws(RecordingError) {
      if !bytes.isEmpty { try file?.output.write(bytes) }
    } catch {
      drop(RecordingLoss(error))
      throw error
    }
    let (count, written) = (UInt64(bytes.count), unwritten)
    let begins = file?.byteCount == 0 && count > 0
    file?.byteCount += count
    bytes.removeAll(keepingCapacity: true)
    unwritten = (0, 0)
    board.count {
      $0.files += begins ? 1 : 0
      $0.bytes += count
      $0.events += written.events
      $0.windows += written.windows
    }
  }

  /// Gives up the file and what has not reached it.
  private func drop(_ reason: RecordingLoss) {
    let lost = unwritten
    board.count { $0.lose(reason, events: lost.events, windows: lost.windows) }
    if let file, file.byteCount == 0 { unlink(file.path) }
    file = nil
    bytes.removeAll(keepingCapacity: true)
    unwritten = (0, 0)
  }
}
