import EventSources
public import Messages

/// An output on a thread of its own, for what may take long, such as files: other outputs do not wait for it.
///
/// What the output throws comes out of the next call. The end waits until everything that was taken is written.
///
/// `@unchecked Sendable`: the members that change are used with the monitor's mutex held; the output belongs to its thread, from
/// the start on.
public final class QueuedFrameOutput: FrameOutput, @unchecked Sendable {
  private enum Item {
    case frame(DetectionFrame)
    case image(ViewedImage, DetectionFrame)
    case report(SourceMeta, SourceStatus)
  }

  private let output: any FrameOutput
  private let policy: HandoverPolicy
  private let capacity: Int
  private let monitor = Monitor()
  private var items: FixedQueue<Item>
  private var dropped: UInt64 = 0
  private var failure: PipelineError?
  private var isClosed = false
  private var thread: DedicatedThread?

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - output: used by the thread alone from now on.
  ///   - capacity: how many frames and reports may wait.
  ///   - policy: what happens when so many wait.
  /// - Throws: `unavailable` where a thread cannot be had.
  public init(
    _ output: sending any FrameOutput, capacity: Int = 1024, policy: HandoverPolicy
  ) throws(PipelineError) {
    self.output = output
    self.policy = policy
    self.capacity = max(capacity, 1)
    items = FixedQueue(capacity: max(capacity, 1))
    let started = try DedicatedThread.start(name: "output") { [self] in run() }
    monitor.withLock { thread = started }
  }

  /// Frames that were dropped because the output was too slow.
  public var unsentMessages: UInt64 { monitor.withLock { dropped } }

  /// Takes one frame.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) { try add(.frame(frame)) }

  /// Takes the event image of a frame.
  public func show(_ image: ViewedImage, of frame: DetectionFrame) throws(PipelineError) {
    try add(.image(image, frame))
  }

  /// Takes what the source is and how it is doing.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) throws(PipelineError) {
    try add(.report(meta, status))
  }

  /// Waits until everything is written, and ends the output.
  public func finish() throws(PipelineError) {
    let thread: DedicatedThread? = monitor.withLock {
      isClosed = true
      monitor.broadcast()
      defer { self.thread = nil }
      return self.thread
    }
    thread?.join()
    if let failure = monitor.withLock({ failure }) { throw failure }
  }

  private func add(_ item: Item) throws(PipelineError) {
    try monitor.withLock { () throws(PipelineError) in
      while policy == .wait, items.count == capacity, failure == nil { monitor.wait() }
      if let failure { throw failure }
      if items.count == capacity, case .frame = items.popFirst() { dropped += 1 }
      items.append(item)
      monitor.broadcast()
    }
  }

  private func run() {
    do throws(PipelineError) {
      while let item = next() {
        switch item {
        case .frame(let frame): try output.publish(frame)
        case .image(let image, let frame): try output.show(image, of: frame)
        case .report(let meta, let status): try output.report(meta, status)
        }
      }
    } catch { fail(error) }
    do throws(PipelineError) { try output.finish() } catch { fail(error) }
  }

  /// What has waited longest; nil at the end.
  private func next() -> Item? {
    monitor.withLock {
      while items.count == 0, !isClosed { monitor.wait() }
      monitor.broadcast()
      return items.popFirst()
    }
  }

  private func fail(_ error: PipelineError) {
    monitor.withLock {
      if failure == nil { failure = error }
      monitor.broadcast()
    }
  }
}
