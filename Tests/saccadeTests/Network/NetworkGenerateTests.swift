import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkGenerateTests {
  @Test func theSameSeedGivesTheSameBytes() throws {
    let folder = try NetworkFiles.folder()
    for (name, seed) in [("again", "3"), ("other", "4")] {
      let options = ["--width", "0.0625", "--input-size", "64x32", "--geometry", "60x30", "--weights", "f32"]
      let run = try CommandRun(
        arguments: ["network", "generate", "--seed", seed, "-o", name] + options, in: folder)
      #expect(run.status == 0)
    }
    let tiny = try folder.read("tiny.model")
    #expect(try folder.read("again") == tiny)
    #expect(try folder.read("other") != tiny)
  }

  @Test func calibratesOnGivenTimesteps() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      arguments: ["network", "generate", "-o", "calibrated", "--calibrate", "input.safetensors"]
        + NetworkFiles.tinyOptions, in: folder)
    #expect(run.status == 0)
    #expect(try folder.read("calibrated") != folder.read("tiny.model"))
  }

  @Test func firesAtTheRateThatIsAskedFor() throws {
    let folder = try NetworkFiles.folder()
    for (name, rate) in [("quiet", "0.04"), ("loud", "0.4")] {
      let run = try CommandRun(
        arguments: ["network", "generate", "-o", name, "--firing-rate", rate] + NetworkFiles.tinyOptions, in: folder)
      #expect(run.status == 0)
    }
    #expect(try folder.read("quiet") != folder.read("loud"))
    for rate in ["0", "1", "nan", "-0.1"] {
      #expect(try CommandRun("network", "generate", "-o", "x", "--firing-rate=\(rate)", in: folder).status == 64)
    }
  }

  @Test func failuresHaveTheirStatus() throws {
    let folder = try NetworkFiles.folder()
    let other = try CommandRun(
      "network", "generate", "-o", "x", "--calibrate", "input.safetensors", "--input-size", "96x32", in: folder)
    #expect(other.status == 65)
    #expect(other.errors.contains("this model needs F32 [timesteps, 3, 32, 96]"))
    let missing = try CommandRun("network", "generate", "-o", "x", "--calibrate", "none", in: folder)
    #expect(missing.status == 66)
    let unwritable = try CommandRun(
      arguments: ["network", "generate", "-o", "no/folder/x"] + NetworkFiles.tinyOptions, in: folder)
    #expect(unwritable.status == 69)
    #expect(try folder.names == ["input.safetensors", "tiny.model"])
  }
}
