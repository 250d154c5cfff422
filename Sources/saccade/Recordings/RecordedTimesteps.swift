import EventFormats
import EventSources
import Events
import Pipeline
import SpikingNetwork
import Timesteps

/// The timesteps of a recording, cut and ordered into windows as `saccade replay` does.
final class RecordedTimesteps {
  private enum Progress {
    case reading
    case readToTheEnd
    case finished
  }

  /// How events become a timestep's tensor.
  let encoding: TensorEncoding

  /// The end of the timestep that was cut last, in microseconds of sensor time.
  private(set) var newestEndMicroseconds = Int64.min

  private var recording: AnyRecording
  private var slicer: TimestepSlicer
  private var assembler: WindowAssembler
  private var batch = EventBatch()
  /// The first event of the batch that has not been sliced.
  private var index = 0
  private var progress = Progress.reading
  /// Tensors that are free to be filled.
  private var tensors: [TimestepTensor]

  /// Cuts a recording for a network.
  init(
    _ recording: consuming AnyRecording, input: NetworkInput, stride: Int? = nil, state: SpikingNetwork.StateMode
  ) throws(CommandFailure) {
    do {
      encoding = try TensorEncoding(input: input)
      let schedule = try WindowSchedule(input: input, stride: stride, stateMode: state)
      let rules = SlicingRules(timestepMicroseconds: input.timestepMicroseconds)
      slicer = try TimestepSlicer(rules: rules, encoding: encoding)
      assembler = WindowAssembler(schedule: schedule, gapLimitMicroseconds: rules.gapLimitMicroseconds)
      let shape = encoding.shape
      tensors = (0...schedule.retainedTensorCount).map { _ in TimestepTensor(shape: shape) }
    } catch let error as PipelineError {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.configuration, "\(error): import the model anew")
    }
    self.recording = recording
  }

  /// How much of the recording has been read, 0...1; nil where the end is not known.
  var fractionRead: Double? { recording.fractionRead }

  /// What became of the events so far.
  var counts: EventCounts { slicer.totalCounts }

  /// Damaged words and records so far.
  var skippedWords: UInt64 { recording.statistics.skipped }

  /// How often sensor time has jumped back.
  var restartCount: UInt64 { slicer.restartCount }

  /// The next thing to do, nil at the end; a tensor to run may be used until the next call.
  func next() throws(CommandFailure) -> WindowStep? {
    while true {
      while let step = assembler.next() {
        guard case .release(let tensor) = step else { return step }
        tensors.append(tensor)
      }
      switch progress {
      case .reading: try addTimestep()
      case .readToTheEnd:
        assembler.finish()
        progress = .finished
      case .finished: return nil
      }
    }
  }

  /// Takes the next timestep into the assembler, where there is one.
  private func addTimestep() throws(CommandFailure) {
    guard let tensor = tensors.popLast() else {
      throw CommandFailure(.internalFault, "no tensor is free for the next timestep")
    }
    while slicer.consume(batch.events, from: &index, into: tensor) == .needsEvents {
      index = 0
      let hasMore: Bool
      do throws(EventSourceError) { hasMore = try recording.read(into: &batch) } catch {
        throw CommandFailure(error)
      }
      guard !hasMore else { continue }
      progress = .readToTheEnd
      guard slicer.finish(into: tensor) else { return }
      break
    }
    newestEndMicroseconds = tensor.timestep.endMicroseconds
    assembler.add(tensor)
  }
}
