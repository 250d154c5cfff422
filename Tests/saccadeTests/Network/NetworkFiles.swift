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

  /// Made-up input: mostly nothing, some ON and OFF.
  static func values(_ count: Int) -> [Float] {
    var random = SplitMix64(seed: 11)
    return (0..<count).map { _ in [127, 127, 127, 255, 0][random.index(below: 5)] / 255 }
  }
}
