import EventSources
import Events
import Messages
import Synchronization

/// Records a camera beside its pipeline, on a thread of its own: whatever the disk does, nobody waits for it.
///
/// Ingest and publishing hand over what they have; what does not fit into memory is lost to the recording and counted.
public final class CameraRecorder: Sendable {
  /// How often what comes slowly is written.
  private static let tickNanoseconds: Int64 = 100_000_000
  /// How long the end of a pipeline waits for the disk.
  private static let finishNanoseconds: Int64 = 1_000_000_000
  /// Buffers, the encoders' among them, and the frames that wait, with room to spare.
  private static let otherBytes = 24 << 20

  private let queue: RecordingQueue
  private let board: RecordingBoard
  private let end = StopSignal()
  private let thread: Mutex<DedicatedThread?>

  /// Starts to record.
  ///
  /// - Parameters:
  ///   - rules: what is recorded, and where.
  ///   - counts: what earlier recordings of the camera have done, to go on counting from.
  /// - Throws: `unavailable` where a thread cannot be had; what is wrong with the folder is in `status`.
  public convenience init(
    _ rules: RecordingRules, continuing counts: RecordingCounts = RecordingCounts()
  ) throws(PipelineError) {
    try self.init(rules, disk: FileSystemDisk(), continuing: counts)
  }

  /// Starts to record on another disk.
  package init(
    _ rules: RecordingRules, disk: any RecordingDisk, continuing counts: RecordingCounts = RecordingCounts()
  ) throws(PipelineError) {
    let board = RecordingBoard(continuing: counts)
    let queue = RecordingQueue(rules, board: board)
    let files = RecordingFiles(rules, disk: disk, board: board)
    self.board = board
    self.queue = queue
    thread = Mutex(nil)
    let started = try DedicatedThread.start(name: "record") { [end] in
      Self.run(queue, files)
      end.raise()
    }
    thread.withLock { $0 = started }
  }

  deinit { queue.close() }

  /// What it is doing, and what it has done.
  public var status: (state: RecordingState, counts: RecordingCounts) { board.snapshot }

  /// The most memory that a recording takes.
  public static func memoryBound(_ rules: RecordingRules) -> Int {
    (rules.events == .none ? 0 : max(rules.memoryBytes, 3 * EventBlock.byteCount)) + otherBytes
  }

  /// Takes some events of a batch, and all of its triggers where they are the first; never waits.
  ///
  /// - Parameters:
  ///   - segment: which part of the stream they belong to; see `Timestep.segment`.
  ///   - geometry: the sensor's size.
  ///   - clockOffsetNanoseconds: the host's real time minus the sensor's; nil where that is not known.
  package func take(
    _ batch: borrowing EventBatch, _ range: Range<Int>, segment: UInt64, geometry: SensorGeometry,
    clockOffsetNanoseconds: Int64?
  ) {
    let triggers = range.lowerBound == 0 ? batch.triggers : []
    guard !range.isEmpty || !triggers.isEmpty else { return }
    let events = batch.events
    events.withUnsafeBufferPointer { events in
      queue.add(
        UnsafeBufferPointer(rebasing: events[range]), triggers: triggers, segment: segment, geometry: geometry,
        clockOffsetNanoseconds: clockOffsetNanoseconds)
    }
  }

  /// Takes a frame; never waits.
  package func take(_ frame: DetectionFrame, segment: UInt64) { queue.add(frame, segment: segment) }

  /// Takes what the source is; never waits.
  package func take(_ meta: SourceMeta) { queue.add(meta) }

  /// Ends the files once everything is written, and waits for that, but not for a disk that takes nothing.
  package func finish() {
    queue.close()
    let deadline = HostClock.monotonicNanoseconds() + Self.finishNanoseconds
    guard !end.sleep(untilMonotonicNanoseconds: deadline) else { return }
    let thread = self.thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  private static func run(_ queue: RecordingQueue, _ files: RecordingFiles) {
    var nextTick = HostClock.monotonicNanoseconds()
    while true {
      let now = HostClock.monotonicNanoseconds()
      if now >= nextTick {
        files.tick(atNanoseconds: now)
        nextTick = now + tickNanoseconds
      }
      switch queue.take(untilMonotonicNanoseconds: nextTick) {
      case .events(let block, let stretches):
        files.write(block, in: stretches)
        queue.giveBack(block)
      case .frame(let frame, let meta, let stretch): files.write(frame, meta: meta, in: stretch)
      case .nothing(let isBetweenStretches): if isBetweenStretches { files.endStretch() }
      case .ended: return files.finish()
      }
    }
  }
}
