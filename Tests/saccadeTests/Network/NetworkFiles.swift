import SpikingNetwork
import TestSupport

/// Files for the tests of `saccade network`.
enum NetworkFiles {
  /// The options of a model that is small enough to be made in every test.
  static let tinyOptions = [
    "--width", "0.0625", "--input-size", "64x32", "--geometry", "60x30", "--seed", "3", "--weights", "f32",
  ]

  /// A folder with a generated model `tiny.model` and `input.safetensors` with that many timesteps.
  static func folder(timesteps: Int = 5) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      arguments: ["network", "generate", "-o", "tiny.model"] + tinyOptions, in: folder)
    guard run.status == 0 else { throw UnexpectedFailure(run: run) }
    try folder.write(
      input(shape: [timesteps, 3, 32, 64], values: values(timesteps * 3 * 32 * 64)), to: "input.safetensors")
    return folder
  }

  /// A command that had to succeed did not.
  struct UnexpectedFailure: Error { var run: CommandRun }

  static func input(key: String = "input", shape: [Int], values: [Float]) throws -> [UInt8] {
    var builder = SafetensorsBuilder()
    builder.add(key, shape: shape, floats: values)
    return try builder.fileBytes()
  }

  /// A numpy file that says it holds values of a type, whatever they are.
  static func numpy(type: String, shape: [Int], values: [Float]) -> [UInt8] {
    let sides = shape.map(String.init).joined(separator: ", ")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sides)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
      + values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  }

  /// Made-up input: mostly nothing, some ON and OFF.
  static func values(_ count: Int) -> [Float] {
    var random = SplitMix64(seed: 11)
    return (0..<count).map { _ in [127, 127, 127, 255, 0][random.index(below: 5)] / 255 }
  }
}
