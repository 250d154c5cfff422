import SpikingNetwork

/// Timesteps from a file of tensors, in the order in which they stand there.
final class TensorInput: TimestepInput {
  private let file: TimestepFile
  private let window: Int
  private let resets: Bool
  private var done = 0
  private var pending: [NetworkStep] = []

  let losses: String? = nil

  /// Opens a file; with `state` reset the state is zeroed before each window of the model.
  init(path: String, description: NetworkDescription, state: StateMode) throws(CommandFailure) {
    file = try TimestepFile(path: path, input: description.input)
    window = description.input.timestepsPerWindow
    resets = state == .reset
  }

  var fractionRead: Double? {
    file.timestepCount == 0 ? 1 : Double(done) / Double(file.timestepCount)
  }

  func next(into values: inout [Float]) throws(CommandFailure) -> NetworkStep? {
    if pending.isEmpty {
      guard done < file.timestepCount else { return nil }
      if done == 0 || resets && done.isMultiple(of: window) { pending.append(.resetState) }
      pending.append(.run)
      if (done + 1).isMultiple(of: window) { pending.append(.window) }
    }
    let step = pending.removeFirst()
    if case .run = step {
      try file.read(timestep: done, into: &values)
      done += 1
    }
    return step
  }
}
