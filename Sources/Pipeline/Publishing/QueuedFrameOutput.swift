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
    case report(SourceMeta, SourceStatus)
  }

  private let output: any FrameOutput
  private let capacity: Int
  private let policy: HandoverPolicy
  private let monitor = Monitor()
  private var items: [Item] = []
  private var frameCount = 0
  private var dropped: UInt64 = 0
  private var failure: PipelineError?
  private var isClosed = false
  private var thread: DedicatedThread?

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - output: used by the thread alone from now on.
  ///   - capacity: the most frames that wait.
  ///   - policy: what happens when so many wait.
  /// - Throws: `unavailable` where a thread cannot be had.
  public init(
    _ output: sending any FrameOutput, capacity: Int = 1024, policy: HandoverPolicy
  ) throws(PipelineError) {
    self.output = output
    self.capacity = max(capacity, 1)
    self.policy = policy
    let thread = try DedicatedThread.start(name: "output") { [self] in run() }
    monitor.withLock { self.thread = thread }
  }

  /// Frames that were dropped because the output was too slow, and those that it could not hand on.
  public var unsentMessages: UInt64 { monitor.withLock { dropped } }

  /// Takes one frame.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) {
    try monitor.withLock { () throws(PipelineError) in
      while policy == .wait, frameCount >= capacity, failure == nil { monitor.wait() }
      if let failure { throw failure }
      if frameCount >= capacity { dropOldestFrame() }
      items.append(.frame(frame))
      frameCount += 1
      monitor.broadcast()
    }
  }

  /// Takes what the source is and how it is doing.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) throws(PipelineError) {
    try monitor.withLock { () throws(PipelineError) in
      if let failure { throw failure }
      // The newest says all, and none may grow without bound.
      items.removeAll { if case .report = $0 { true } else { false } }
      items.append(.report(meta, status))
      monitor.broadcast()
    }
  }

  /// Waits until everything is written, and ends the output.
  public func finish() throws(PipelineError) {
    let thread = monitor.withLock {
      isClosed = true
      monitor.broadcast()
      defer { self.thread = nil }
      return self.thread
    }
    thread?.join()
    if let failure = monitor.withLock({ failure }) { throw failure }
  }

  private func dropOldestFrame() {
    guard let index = items.firstIndex(where: { if case .frame = $0 { true } else { false } }) else { return }
    items.remove(at: index)
    frameCount -= 1
    dropped += 1
  }

  private func run() {
    do throws(PipelineError) {
      while let batch = next() {
        for item in batch {
          switch item {
          case .frame(let frame): try output.publish(frame)
          case .report(let meta, let status): try output.report(meta, status)
          }
        }
      }
    } catch { fail(error) }
    do throws(PipelineError) { try output.finish() } catch { fail(error) }
  }

  /// Everything that waits; nil at the end.
  private func next() -> [Item]? {
    monitor.withLock {
      while items.isEmpty, !isClosed { monitor.wait() }
      guard !items.isEmpty else { return nil }
      defer {
        items = []
        frameCount = 0
        monitor.broadcast()
      }
      return items
    }
  }

  private func fail(_ error: PipelineError) {
    monitor.withLock {
      if failure == nil { failure = error }
      monitor.broadcast()
    }
  }
}
