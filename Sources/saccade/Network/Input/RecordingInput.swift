import EventFormats
import EventSources
import Events
import Pipeline
import SpikingNetwork
import Timesteps

/// Timesteps from a recording, cut and ordered as `saccade replay` does with the model's own stride and state.
final class RecordingInput: TimestepInput {
  private enum Progress {
    case reading
    case readToTheEnd
    case finished
  }

  private var recording: AnyRecording
  private var slicer: TimestepSlicer
  private var assembler: WindowAssembler
  private var batch = EventBatch()
  /// The first event of the batch that has not been sliced.
  private var index = 0
  private var progress = Progress.reading
  /// Tensors that are free to be filled.
  private var tensors: [TimestepTensor]
  private let valueOfCode: [Float]

  /// Cuts a recording for a network.
  init(
    _ recording: consuming AnyRecording, description: NetworkDescription, state: StateMode
  ) throws(CommandFailure) {
    do {
      let encoding = try TensorEncoding(input: description.input)
      let schedule = try WindowSchedule(input: description.input, stateMode: state)
      let rules = SlicingRules(timestepMicroseconds: description.input.timestepMicroseconds)
      slicer = try TimestepSlicer(rules: rules, encoding: encoding)
      assembler = WindowAssembler(schedule: schedule, gapLimitMicroseconds: rules.gapLimitMicroseconds)
      tensors = (0...schedule.retainedTensorCount).map { _ in TimestepTensor(shape: encoding.shape) }
      valueOfCode = (0...255).map { Float($0) / encoding.codeDivisor }
    } catch let error as PipelineError {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.configuration, "\(error): import the model anew")
    }
    self.recording = recording
  }

  var fractionRead: Double? { recording.fractionRead }

  var losses: String? {
    let counts = slicer.totalCounts
    let skipped = recording.statistics.skipped
    let parts = [
      (counts.droppedOutsideSensor, "events outside the model's sensor"), (counts.droppedTooOld, "events out of order"),
      (skipped, "damaged words or records"),
    ].filter { $0.0 > 0 }.map { "\(Format.count($0)) \($1)" }
    return parts.isEmpty ? nil : "left out: " + parts.joined(separator: ", ")
  }

  func next(into values: inout [Float]) throws(CommandFailure) -> NetworkStep? {
    while true {
      while let step = assembler.next() {
        switch step {
        case .resetState: return .resetState
        case .release(let tensor): tensors.append(tensor)
        case .publish: return .window
        case .run(let tensor):
          let codes = tensor.codes
          for index in codes.indices { values[index] = valueOfCode[Int(codes[index])] }
          return .run
        }
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
    assembler.add(tensor)
  }
}
