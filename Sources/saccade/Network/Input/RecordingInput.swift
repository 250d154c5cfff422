import EventSources
import SpikingNetwork
import Timesteps

/// Timesteps from a recording, cut and ordered as `saccade replay` does with the model's own stride and state.
final class RecordingInput: TimestepInput {
  private let timesteps: RecordedTimesteps
  private let valueOfCode: [Float]

  /// Cuts a recording for a network.
  init(
    _ recording: consuming AnyRecording, description: NetworkDescription, state: StateMode
  ) throws(CommandFailure) {
    timesteps = try RecordedTimesteps(recording, input: description.input, state: state)
    let divisor = timesteps.encoding.codeDivisor
    valueOfCode = (0...255).map { Float($0) / divisor }
  }

  var fractionRead: Double? { timesteps.fractionRead }

  var losses: String? {
    let counts = timesteps.counts
    let parts = [
      (counts.droppedOutsideSensor, "events outside the model's sensor"), (counts.droppedTooOld, "events out of order"),
      (timesteps.skippedWords, "damaged words or records"),
    ].filter { $0.0 > 0 }.map { "\(Format.count($0)) \($1)" }
    return parts.isEmpty ? nil : "left out: " + parts.joined(separator: ", ")
  }

  func next(into values: inout [Float]) throws(CommandFailure) -> NetworkStep? {
    while let step = try timesteps.next() {
      switch step {
      case .resetState: return .resetState
      case .release: continue
      case .publish: return .window
      case .run(let tensor):
        let codes = tensor.codes
        for index in codes.indices { values[index] = valueOfCode[Int(codes[index])] }
        return .run
      }
    }
    return nil
  }
}
