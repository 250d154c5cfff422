import SpikingNetwork

/// Timesteps as they enter the network, read one at a time: a safetensors file with a float32 tensor `input`
/// [timesteps, 3, h, w], or a numpy file with such an array.
struct TimestepFile: ~Copyable {
  /// The key of the tensor.
  static let key = "input"

  /// The number of timesteps.
  let timestepCount: Int

  private let file: InputFile
  private let firstByte: Int
  private let elementCount: Int

  /// Whether a file holds timesteps in the form of this type, whatever their shape.
  static func isOne(_ file: borrowing InputFile) throws(CommandFailure) -> Bool {
    if let array = try file.numpyArray() { return array.shape.count == 4 }
    guard file.byteCount > SafetensorsHeader.lengthByteCount else { return false }
    // A safetensors file: the length of a header that lies inside the file, then a dictionary.
    let start = try file.bytes(0..<SafetensorsHeader.lengthByteCount + 1)
    let length = start.prefix(SafetensorsHeader.lengthByteCount).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return start.last == UInt8(ascii: "{") && length < UInt64(file.byteCount)
  }

  /// Opens a file and checks that its timesteps fit the input of a network.
  init(path: String, input: NetworkInput) throws(CommandFailure) {
    let file = try InputFile(path: path)
    let expected = [NetworkInput.channels, input.height, input.width]
    let tensor = try Self.tensor(in: file)
    guard ["F32", "<f4"].contains(tensor.type), tensor.shape.count == 4, Array(tensor.shape.dropFirst()) == expected
    else {
      throw CommandFailure(
        .badData,
        "\(path): tensor '\(Self.key)' is \(tensor.type) \(tensor.shape); this model needs F32 "
          + "[timesteps, \(expected.map(String.init).joined(separator: ", "))]")
    }
    let available = (file.byteCount - tensor.firstByte) / (input.elementCount * MemoryLayout<Float>.size)
    guard tensor.shape[0] <= available else {
      throw CommandFailure(
        .badData, "\(path): the file ends after \(available) of \(tensor.shape[0]) timesteps; it was cut short")
    }
    timestepCount = tensor.shape[0]
    firstByte = tensor.firstByte
    elementCount = input.elementCount
    self.file = file
  }

  /// The type, shape and place of the tensor, whichever kind of file it is in.
  private static func tensor(
    in file: borrowing InputFile
  ) throws(CommandFailure) -> (type: String, shape: [Int], firstByte: Int) {
    if let array = try file.numpyArray() {
      return (array.type + (array.isFortranOrder ? " in Fortran order" : ""), array.shape, array.firstByte)
    }
    do {
      let tensor = try file.safetensorsHeader().requireTensor(named: key)
      return (tensor.element.rawValue, tensor.shape, tensor.byteRange.lowerBound)
    } catch {
      throw CommandFailure(error, path: file.path)
    }
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
