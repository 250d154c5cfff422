import SpikingNetwork

/// A safetensors file with a float32 tensor `input` [timesteps, 3, h, w], read one timestep at a time.
struct TimestepFile: ~Copyable {
  /// The key of the tensor.
  static let key = "input"

  /// The number of timesteps.
  let timestepCount: Int

  private let file: InputFile
  private let firstByte: Int
  private let elementCount: Int

  /// Opens a file and checks that its timesteps fit the input of a network.
  init(path: String, input: NetworkInput) throws(CommandFailure) {
    let file = try InputFile(path: path)
    let tensor: TensorDescription
    do { tensor = try file.safetensorsHeader().requireTensor(named: Self.key) } catch {
      throw CommandFailure(error, path: path)
    }
    guard tensor.element == .float32, tensor.shape.count == 4,
      Array(tensor.shape.dropFirst()) == [NetworkInput.channels, input.height, input.width]
    else {
      throw CommandFailure(
        .badData,
        "\(path): tensor '\(Self.key)' is \(tensor.element.rawValue) \(tensor.shape); this model needs F32 "
          + "[timesteps, \(NetworkInput.channels), \(input.height), \(input.width)]")
    }
    self.file = file
    timestepCount = tensor.shape[0]
    firstByte = tensor.byteRange.lowerBound
    elementCount = input.elementCount
  }

  /// Reads one timestep, [3, h, w]; throws `CommandFailure` for values that are not finite.
  func read(timestep: Int, into values: inout [Float]) throws(CommandFailure) {
    var failure: CommandFailure?
    values.withUnsafeMutableBytes { buffer in
      do throws(CommandFailure) {
        try file.read(at: firstByte + timestep * elementCount * MemoryLayout<Float>.size, into: buffer)
      } catch { failure = error }
    }
    if let failure { throw failure }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw CommandFailure(
        .badData,
        "\(file.path): tensor '\(Self.key)' holds \(values[index]) at timestep \(timestep), element \(index); "
          + "legal: finite numbers")
    }
  }
}
