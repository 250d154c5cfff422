import Detections
import Pipeline
import SpikingNetwork
import Timesteps
import EventSources

/// A network as evaluation runs it: the pipeline's, with a clock and a counter of spikes.
final class EvaluatedNetwork {
  private let network: DetectionNetwork
  private let counter: ActivityCounter?

  /// Creates a network.
  ///
  /// Throws `CommandFailure` where the model's input cannot be made.
  init(_ loaded: LoadedNetwork, settings: EvaluationSettings) throws(CommandFailure) {
    let engine = loaded.makeEngine()
    let description = loaded.outline.description
    if settings.countsActivity {
      let counter = ActivityCounter(
        topology: try settings.countedTopology(), clock: HostClock.monotonicNanoseconds)
      engine.spikeObserver = counter
      self.counter = counter
    } else {
      counter = nil
    }
    do {
      network = DetectionNetwork(
        engine: engine, encoding: try TensorEncoding(input: description.input),
        timestepsPerWindow: description.input.timestepsPerWindow,
        headLayout: try HeadLayout(
          inputWidth: description.input.width, inputHeight: description.input.height,
          classCount: description.classNames.count),
        decoding: try DecodingRules(
          scoreThreshold: settings.scoreThreshold, overlapThreshold: settings.overlapThreshold,
          isMultiLabel: settings.evaluationProtocol.isMultiLabel))
    } catch let error as PipelineError {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.configuration, "\(error): change the options, or import the model anew")
    }
  }

  /// What was counted since the last call; nil where nothing is.
  func takeActivity() -> NetworkActivity? { counter?.takeActivity() }

  /// Zeroes the state and forgets the outputs before.
  func reset() { network.reset() }

  /// Computes a timestep and gives the nanoseconds that it took, without those of counting.
  func run(_ tensor: TimestepTensor) -> Int64 {
    let counting = counter?.nanosecondsSpent ?? 0
    let start = HostClock.monotonicNanoseconds()
    network.run(tensor)
    let took = HostClock.monotonicNanoseconds() - start
    return max(took - ((counter?.nanosecondsSpent ?? 0) - counting), 0)
  }

  /// The detections of the last T timesteps.
  func detections() -> [Detection] { network.detections() }
}

extension EvaluationSettings {
  /// The topology whose operations are counted: with re-parameterised convolutions merged, as `network energy` counts.
  func countedTopology() throws(CommandFailure) -> NetworkTopology {
    do { return try NetworkTopology(description: network, merged: true) } catch {
      throw CommandFailure(.badData, "\(error): import the model anew")
    }
  }
}
