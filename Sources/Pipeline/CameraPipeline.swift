import Detections
public import EventProcessing
import EventSources
import Events
import Messages
import SpikingNetwork
import Timesteps

/// The main path for one camera: three threads, two bounded hand-overs.
///
///     source -> decoder -> filters -> slicer  |  network -> detector  |  publishers
///               ingest thread               ring  inference thread   ring  publishing thread
///
/// Ingest and publishing also hand what they have to the recorder, where there is one, without waiting for it.
///
/// Its output depends on the events alone: reading speed, read sizes and threads change no byte of it but the host's times.
public final class CameraPipeline: Sendable {
  private let board: StatisticsBoard
  private let failures: FailureBoard
  private let stopSignal: StopSignal
  private let threads: [DedicatedThread]
  private let inference: InferenceStage
  private let requests: PipelineRequests
  private let turn: InferenceTurn?
  private let pending: @Sendable () -> Int

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - configuration: how the pipeline runs.
  ///   - engine: computes the network; used by the inference thread from now on.
  ///   - state: a saved state of the engine's model to begin with; zeros where nil.
  ///   - source: gives the events; used by the ingest thread from now on.
  ///   - replay: what of the source is replayed, and how fast.
  ///   - modelName: the model's name in `meta`.
  ///   - outputs: where frames go; used by the publishing thread from now on.
  ///   - record: what earlier pipelines of the camera have done, to go on counting from.
  /// - Throws: `configuration` where configuration and model contradict each other; `unavailable` where a thread cannot be had.
  public init<Source: RecordedSource & ~Copyable & SendableMetatype>(
    configuration: PipelineConfiguration, engine: sending any InferenceEngine,
    state: consuming sending MembraneState? = nil, source: consuming sending Source, replay: ReplayOptions,
    modelName: String, outputs: sending [any FrameOutput], continuing record: PipelineRecord = PipelineRecord()
  ) throws(PipelineError) {
    let parts = try PipelineParts(configuration: configuration, outline: engine.outline, modelName: modelName)
    let board = StatisticsBoard(continuing: record)
    let requests = PipelineRequests()
    let failures = FailureBoard()
    let stopSignal = StopSignal()
    let timesteps = ExchangeRing(
      elements: (0..<parts.timestepCount).map { _ in TimestepTensor(shape: parts.encoding.shape) },
      policy: configuration.handoverPolicy
    ) { $0.timestep.counts.accepted }
    let frames = ExchangeRing(
      elements: (0..<parts.frameCount).map { _ in FrameSlot(frame: parts.template) },
      policy: configuration.handoverPolicy
    ) { $0.frame.events }

    let ingest: IngestStage<Source>
    do {
      ingest = try IngestStage(
        source: source, filters: parts.filters, rules: parts.slicing, encoding: parts.encoding, timesteps: timesteps,
        board: board, failures: failures, stop: stopSignal, replay: replay, recorder: configuration.recorder)
    } catch {
      throw PipelineError(.configuration, "\(error)", remedy: "import the model anew")
    }
    let inference = InferenceStage(
      timesteps: timesteps, frames: frames, board: board, engine: engine, state: state, parts: parts,
      requests: requests, turn: configuration.turn)
    let publishing = PublishingStage(
      frames: frames, outputs: outputs, board: board, failures: failures,
      reporter: StatusReporter(meta: parts.meta, earlier: record.statistics), recorder: configuration.recorder,
      sourceState: configuration.sourceState)

    self.board = board
    self.failures = failures
    self.stopSignal = stopSignal
    let turn = configuration.turn
    self.turn = turn
    // Started last to first: a thread that cannot be had leaves only threads that end by themselves.
    var started: [DedicatedThread] = []
    do {
      started.append(
        try DedicatedThread.start(name: "publish") {
          publishing.run()
          // Where publishing has failed, the inference thread has nothing to wait for any more.
          turn?.waive()
          board.end()
        })
      started.append(try DedicatedThread.start(name: "inference") { inference.run() })
      started.append(try DedicatedThread.start(name: "ingest") { ingest.run() })
    } catch {
      timesteps.close()
      frames.close()
      for thread in started { thread.join() }
      throw error
    }
    threads = started
    self.inference = inference
    self.requests = requests
    pending = { timesteps.pending + frames.pending }
  }

  /// What has been done so far.
  public var statistics: PipelineStatistics { board.snapshot }

  /// What has been done so far, with the whole distributions of its times.
  public var record: PipelineRecord { board.record }

  /// What has been done so far without latencies, which is cheaper to ask for.
  public var counts: PipelineStatistics { board.counts }

  /// Timesteps and frames that wait for a thread at this moment.
  public var pendingElements: Int { pending() }

  /// The pixels whose events are dropped, in the order of rows; nil where none are looked for, or they are still being learnt.
  public var hotPixels: [PixelPosition]? { board.hotPixels }

  /// Whether it waits for others to compute.
  public var isHeldUp: Bool { turn?.isHeldUp ?? false }

  /// Changes its priority among those that share a turnstile.
  public func take(priority: Int) { turn?.priority = priority }

  /// Asks for windows and membrane state to begin anew, after the window that has begun.
  public func resetState() { requests.askForReset() }

  /// Asks for a copy of the membrane state as it is after the next timestep.
  public func requestCheckpoint() { requests.askForCheckpoint() }

  /// Takes the copy that was asked for, as `MembraneState.init(outline:savedBytes:)` reads it; nil where there is none yet.
  public func takeCheckpoint() -> [UInt8]? { requests.takeCheckpoint() }

  /// Whether everything has been published and every output is finished.
  public var hasEnded: Bool { board.hasEnded }

  /// Asks the pipeline to stop reading; everything in flight is still published, without waiting for others to compute.
  public func stop() {
    stopSignal.raise()
    turn?.waive()
  }

  /// Waits until the threads have ended; call it once.
  ///
  /// - Throws: the failure that ended the pipeline, after everything that was read before it was published.
  public func join() throws(PipelineError) {
    for thread in threads.reversed() { thread.join() }
    board.settle()
    if let failure = failures.first { throw failure }
  }

  /// The membrane state after the last timestep as `MembraneState.init(outline:savedBytes:)` reads it; call it after `join`.
  public func savedState() throws(SafetensorsError) -> [UInt8] { try inference.savedState() }
}
