import SpikingNetwork

/// The head outputs of a run as a safetensors file, written as they come.
struct RawOutputFile: ~Copyable {
  private let file: OutputFile
  private let stepsOffset: Int
  private let windowsOffset: Int
  private let elementCount: Int

  /// Creates the file for a number of timesteps and, where `window` is given, the windows they fill.
  init(
    path: String, description: NetworkDescription, timestepCount: Int, window: Int?
  ) throws(CommandFailure) {
    let shape = [description.outputChannels, description.anchorCount]
    var tensors = [SafetensorsLayout.Tensor(name: "raw_steps", element: .float32, shape: [timestepCount] + shape)]
    if let window {
      tensors.append(.init(name: "raw_windows", element: .float32, shape: [timestepCount / window] + shape))
    }
    let layout: SafetensorsLayout
    do { layout = try SafetensorsLayout(tensors: tensors) } catch { throw CommandFailure(error, path: path) }
    let file = try OutputFile(path: path)
    try Self.write(layout.headerBytes, at: 0, to: file)
    self.file = file
    elementCount = description.outputElementCount
    stepsOffset = layout.tensors[0].byteRange.lowerBound
    windowsOffset = layout.tensors[layout.tensors.count - 1].byteRange.lowerBound
  }

  /// Writes the head output of a timestep.
  func write(step: Int, _ values: [Float]) throws(CommandFailure) {
    try Self.write(values, at: stepsOffset + step * elementCount * MemoryLayout<Float>.size, to: file)
  }

  /// Writes the mean of a window.
  func write(window: Int, _ values: [Float]) throws(CommandFailure) {
    try Self.write(values, at: windowsOffset + window * elementCount * MemoryLayout<Float>.size, to: file)
  }

  /// Gives the file its name.
  consuming func commit() throws(CommandFailure) { try file.commit() }

  private static func write(
    _ values: [some BitwiseCopyable], at offset: Int, to file: borrowing OutputFile
  ) throws(CommandFailure) {
    var failure: CommandFailure?
    values.withUnsafeBytes { buffer in
      do throws(CommandFailure) { try file.write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
