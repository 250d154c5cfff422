import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// Checkpoints through `saccade network import`, written by Python's own pickle module.
@Suite(.enabled(if: PythonScript.isPresent, PythonScript.skipMessage)) struct NetworkCheckpointTests {
  /// What all checkpoints here hold: the tiny model's tensors, half of them 16 bits wide.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      "network", "generate", "-o", "tiny.model", "--width", "0.0625", "--input-size", "64x64", "--seed", "3",
      "--classes", "bus,tram", in: folder)
    guard run.status == 0 else { throw NetworkFiles.UnexpectedFailure(run: run) }
    return folder
  }

  private static func write(_ folder: TemporaryFolder, _ options: String...) throws {
    try PythonScript.run("torch_checkpoint.py", ["write", "tiny.model", "tiny.pt"] + options, in: folder.url)
  }

  private static func weights(_ folder: TemporaryFolder, _ name: String) throws -> [String: [UInt8]] {
    let file = try SafetensorsFile(bytes: folder.read(name))
    return Dictionary(uniqueKeysWithValues: file.header.tensors.map { ($0.name, Array(file.data(of: $0))) })
  }

  static let layouts = ["state", "wrapped", "tree", "ema", "transposed", "shared"]

  @Test(arguments: layouts, [1, 2, 3, 4, 5]) func everyLayoutAndProtocol(layout: String, version: Int) throws {
    let folder = try Self.folder()
    try Self.write(folder, "--layout", layout, "--protocol", "\(version)")
    let run = try CommandRun("network", "import", "tiny.pt", "-o", "imported.model", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.weights(folder, "imported.model") == Self.weights(folder, "tiny.model"))
    let description = try ModelFile(bytes: folder.read("imported.model")).description
    #expect(description.variant == .gen1)
    #expect(description.scale == NetworkScale(depth: 0.33, width: 0.0625, maxChannels: 1024, lastBlockExpansion: 1))
    let isTree = layout == "tree" || layout == "ema"
    #expect(description.classNames == (isTree ? ["bus", "tram"] : ["car", "pedestrian"]))
    #expect(description.input.order == (isTree ? .newestFirst : .oldestFirst))
    #expect(description.stateMode == (isTree ? .reset : .carry))
    #expect(description.input.width == (layout == "tree" ? 64 : 320))
    #expect(run.output.contains(isTree ? "its neurons are MultiStepLIFNode" : "assumed for 2 classes"))
    #expect(run.output.contains("'ema', a DetectionModel") == (layout == "ema"))
    #expect(run.output.contains("named 'module.model....'") == (layout == "wrapped"))
  }

  @Test(arguments: ["tree", "shared"]) func compressedArchives(layout: String) throws {
    let folder = try Self.folder()
    try Self.write(folder, "--layout", layout, "--deflate")
    #expect(try CommandRun("network", "import", "tiny.pt", "-o", "imported.model", in: folder).status == 0)
    #expect(try Self.weights(folder, "imported.model") == Self.weights(folder, "tiny.model"))
  }

  @Test func optionsOverrideWhatIsFound() throws {
    let folder = try Self.folder()
    try Self.write(folder, "--layout", "tree")
    let run = try CommandRun(
      "network", "import", "tiny.pt", "-o", "imported.model", "--json", "--variant", "coco", "--classes", "a,b",
      "--alpha", "0.75", "--beta", "0.125", "--max-spikes", "8", "--timesteps", "3", "--order", "oldest-first",
      "--state",
      "carry", "--input-size", "96x32", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let description = try ModelFile(bytes: folder.read("imported.model")).description
    #expect(description.variant == .coco && description.classNames == ["a", "b"])
    #expect(description.neuron == NeuronConstants(alpha: 0.75, beta: 0.125, largestSpikeCount: 8))
    #expect(description.input.timestepsPerWindow == 3 && description.input.order == .oldestFirst)
    #expect(description.stateMode == .carry && description.input.width == 96 && description.input.height == 32)
    let facts = try #require(try run.json()["facts"] as? [[String: String]])
    for name in ["variant", "classes", "alpha", "beta", "D", "T", "state", "input"] {
      #expect(facts.first { $0["name"] == name }?["source"] == "option", "\(name)")
    }
  }

  @Test func reportsAsJSON() throws {
    let folder = try Self.folder()
    try Self.write(folder, "--layout", "tree")
    let run = try CommandRun("network", "import", "tiny.pt", "-o", "imported.model", "--json", in: folder)
    let report = try run.json()
    let model = try ModelFile(bytes: folder.read("imported.model"))
    #expect(report["model"] as? String == model.digest.description)
    #expect(report["parameters"] as? Int == (try NetworkTopology(description: model.description).parameterCount))
    #expect(report["strides"] as? [Int] == [8, 16, 32])
    #expect(report["element_types"] as? [String] == ["F16", "F32"])
    #expect(report["output"] as? String == "imported.model")
    let description = try JSONSerialization.data(withJSONObject: try #require(report["description"]))
    #expect(try JSONDecoder().decode(NetworkDescription.self, from: description) == model.description)
  }

  @Test(arguments: [
    ("system", "posix.system"), ("eval", "__builtin__.eval"), ("exec", "__builtin__.exec"),
    ("popen", "commands.Popen"), ("getattr", "__builtin__.getattr"), ("nested", "posix.system"),
  ]) func attacksAreRefused(kind: String, name: String) throws {
    let folder = try TemporaryFolder()
    try PythonScript.run("torch_checkpoint.py", ["attack", kind, "attack.pt"], in: folder.url)
    let run = try CommandRun("network", "import", "attack.pt", "-o", "imported.model", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.hasPrefix("saccade: attack.pt: data.pkl: the pickle names '\(name)' at byte "), "\(run.errors)")
    #expect(try folder.names == ["attack.pt"])
  }

  @Test func damagedFilesAreNamedWithTheirPath() throws {
    let folder = try Self.folder()
    try Self.write(folder)
    let good = try folder.read("tiny.pt")
    let legacy: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    var flipped = good
    flipped[good.count / 2] ^= 1
    for (bytes, message) in [
      ([], "it starts with nothing, the file is empty"), (Array(good.prefix(good.count / 2)), "has no end record"),
      (flipped, "its CRC-32 is"), (legacy, "from before PyTorch 1.6"), (Array("<html>".utf8), "starts with 3c 68 74"),
    ] {
      try folder.write(bytes, to: "bad.pt")
      let run = try CommandRun("network", "import", "bad.pt", "-o", "imported.model", in: folder)
      #expect(run.status == 65, "\(message)")
      #expect(run.errors.hasPrefix("saccade: bad.pt: ") && run.errors.contains(message), "\(run.errors)")
      #expect(try !folder.names.contains("imported.model"))
    }
    let missing = try CommandRun("network", "import", "nowhere.pt", "-o", "imported.model", in: folder)
    #expect(missing.status == 66)
    let same = try CommandRun("network", "import", "tiny.pt", "-o", "tiny.pt", in: folder)
    #expect(same.status == 64 && same.errors.contains("holds the weights themselves"))
    #expect(try folder.read("tiny.pt") == good)
  }

  /// Weights of another network, or of two.
  @Test func whatIsNotTheNetworkIsSaid() throws {
    let folder = try TemporaryFolder()
    var builder = SafetensorsBuilder()
    builder.add("features.0.weight", shape: [1], floats: [1])
    try folder.write(builder.fileBytes(), to: "other.safetensors")
    let other = try CommandRun("network", "import", "other.safetensors", "-o", "imported.model", in: folder)
    #expect(other.status == 65 && other.errors.contains("no tensor is named '...model.1.encode_conv.weight'"))
    #expect(other.errors.contains("'features.0.weight'"))
    for name in ["a.model.1.encode_conv.weight", "b.model.1.encode_conv.weight"] {
      builder.add(name, shape: [1], floats: [1])
    }
    try folder.write(builder.fileBytes(), to: "other.safetensors")
    let two = try CommandRun("network", "import", "other.safetensors", "-o", "imported.model", in: folder)
    #expect(two.status == 65 && two.errors.contains("the weights of 2 networks, under 'a.model.', 'b.model.'"))
  }

  @Test(.enabled(if: PythonScript.hasTorch, "the system's Python has no PyTorch: its own files are not compared"))
  func whatPyTorchItselfWritesIsRead() throws {
    let folder = try Self.folder()
    for kind in ["state", "module", "protocol4", "views"] {
      try PythonScript.run(
        "real_torch.py", ["write", kind, "tiny.model", "tiny.pt"], in: folder.url, by: PythonScript.systemInterpreter)
      let run = try CommandRun("network", "import", "tiny.pt", "-o", "imported.model", in: folder)
      #expect(run.status == 0, "\(kind): \(run.errors)")
      #expect(try Self.weights(folder, "imported.model") == Self.weights(folder, "tiny.model"), "\(kind)")
    }
    try PythonScript.run(
      "real_torch.py", ["write", "legacy", "tiny.model", "tiny.pt"], in: folder.url, by: PythonScript.systemInterpreter)
    let legacy = try CommandRun("network", "import", "tiny.pt", "-o", "imported.model", in: folder)
    #expect(legacy.status == 65 && legacy.errors.contains("from before PyTorch 1.6"))
  }
}
