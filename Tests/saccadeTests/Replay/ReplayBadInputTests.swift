import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// Whatever is wrong gives one message with a remedy, its exit status, and leaves nothing behind.
@Suite struct ReplayBadInputTests {
  /// One way to be refused.
  struct Case: CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    /// What the message must hold: the file, offset or key, and the remedy.
    var message: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String, _ status: Int32, _ message: String...) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.status = status
      self.message = message
    }
  }

  static let cases = [
    Case("missing.dat", 66, "missing.dat", "check the path"),
    Case("folder", 66, "folder", "name a recording"),
    Case("folder/../edge.dat --model missing.model", 66, "missing.model", "check the path"),
    Case("text.dat", 65, "text.dat", "byte 0", "--format"),
    Case("empty.dat", 65, "empty.dat", "byte 0", "give another file"),
    Case("header.dat", 65, "header.dat", "event type", "byte 62", "give another file"),
    Case("edge.dat --model edge.dat", 65, "edge.dat", "not a safetensors file", "saccade network import"),
    Case("edge.dat --model empty.dat", 65, "empty.dat", "saccade network import"),
    Case(
      "edge.dat --model weights.safetensors", 65, "weights.safetensors", "saccade.network", "saccade network import"),
    Case("edge.dat --model lacking.model", 65, "lacking.model", "needs a tensor '", "--width"),
    Case("edge.dat --model misshaped.model", 65, "misshaped.model", "has shape", "needs [", "--width"),
    Case("edge.dat --model folder", 66, "folder", "not a regular file"),
    Case("edge.dat --stride 3", 78, "stride 3", "1...2"),
    Case("edge.dat --stride 0", 78, "stride 0", "1...2"),
    Case("edge.dat --camera a/b", 78, "a/b", "--camera"),
    Case("edge.dat --hot-pixels missing.txt", 66, "missing.txt", "cannot open", "auto"),
    Case("edge.dat --hot-pixels text.dat", 65, "text.dat", "line 1", "12 80"),
    Case("edge.dat --roi 60,0,10x10", 78, "60,0,10,10", "60x50", "pixels of the sensor"),
    Case("edge.dat --boxes nowhere/o.npy", 69, "nowhere/o.npy", "may write to"),
    Case("edge.dat --boxes folder.npy", 69, "folder.npy", "give the path of a file"),
  ]

  static func folder() throws -> TemporaryFolder {
    let folder = try ReplayFiles.folder(events: 2_000)
    try folder.write(Array("nothing but words\n".utf8), to: "text.dat")
    try folder.write([], to: "empty.dat")
    for name in ["folder", "folder.npy"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name), withIntermediateDirectories: false)
    }
    try folder.write(Array("% Date 2020-01-01 00:00:00\n% Version 2\n% Height 50\n% Width 60\n".utf8), to: "header.dat")
    let model = try ModelFile(bytes: folder.read("net.model"))
    var plain = SafetensorsBuilder()
    plain.add("input", shape: [2], floats: [1, 2])
    try folder.write(plain.fileBytes(), to: "weights.safetensors")
    try folder.write(copy(model) { $0.key == $1 ? nil : $0.shape }, to: "lacking.model")
    try folder.write(copy(model) { $0.key == $1 ? $0.shape + [1] : $0.shape }, to: "misshaped.model")
    return folder
  }

  @Test(arguments: cases) func isRefusedWithOneMessage(_ refused: Case) throws {
    let folder = try Self.folder()
    let before = try folder.names
    var arguments = ["replay"] + refused.arguments + ["--speed", "max", "--no-publish", "--json"]
    if !arguments.contains("--model") { arguments += ["--model", "net.model"] }
    if !arguments.contains("--boxes") { arguments += ["--boxes", "o.npy"] }
    let run = try CommandRun(arguments: arguments, in: folder)
    #expect(run.status == refused.status)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("saccade: ") && run.errors.filter { $0 == "\n" }.count == 1, "\(run.errors)")
    for part in refused.message { #expect(run.errors.contains(part), "\(part) in: \(run.errors)") }
    #expect(try folder.names == before)
  }

  @Test func aRecordThatIsCutOffIsCountedAfterAllBeforeIt() throws {
    let folder = try ReplayFiles.folder()
    try folder.write(Array(folder.read("edge.dat").dropLast(3)), to: "cut.dat")
    let run = try CommandRun(
      arguments: ["replay", "cut.dat", "--json", "--boxes", "cut.npy"] + ReplayCommandTests.unpublished, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let summary = try ReplaySummaryJSON(run.output)
    #expect(summary.events == 7_999 && summary.windows == 8 && summary.skipped == ["truncated": 1])
    #expect(try folder.boxes("cut.npy").count == Int(summary.detections))
  }

  @Test func anEndpointInUseIsNamed() throws {
    let folder = try ReplayFiles.folder(events: 500_000)
    let first = try RunningCommand(
      ["replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint()], in: folder)
    try first.wait { try folder.names.contains("s") }
    let second = try CommandRun(
      "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--boxes", "o.npy", in: folder)
    #expect(second.status == 69 && second.output.isEmpty)
    for part in [folder.endpoint(), "in use", "--publish"] { #expect(second.errors.contains(part), "\(second.errors)") }
    #expect(try folder.names == ["edge.dat", "net.model", "s"])
    first.send(SIGTERM)
    #expect(try first.wait().status == 0)
  }

  @Test(arguments: ["bogus://x", "nonsense", "tcp://127.0.0.1:99999"]) func aBadEndpointIsAConfigurationError(
    endpoint: String
  ) throws {
    let folder = try ReplayFiles.folder(events: 100)
    let run = try CommandRun(
      "replay", "edge.dat", "--model", "net.model", "--publish", endpoint, "--boxes", "o.npy", in: folder)
    #expect(run.status == 78 && run.output.isEmpty)
    #expect(run.errors.contains("'\(endpoint)'") && run.errors.contains("--publish"), "\(run.errors)")
    #expect(try folder.names == ["edge.dat", "net.model"])
  }

  @Test(arguments: [
    ["--no-publish", "--publish", "tcp://127.0.0.1:1"], ["--publish", "a", "b", "c"], ["--loop", "-1"],
    ["--score", "2"], ["--overlap", "1.1"], ["--read-size", "0"], ["--speed", "0"], ["--speed", "fast"],
    ["--start", "-1"],
    ["--duration", "1e300"], ["--wait-for-subscriber", "1e16us"],
    ["--rate-limit", "0"], ["--roi", "1,2,3"], ["--hot-pixel-period", "5s"], ["--hot-pixels-out", "x"],
    ["--hot-pixels", "auto", "--hot-pixel-period", "0"],
  ])
  func contradictoryOptionsAreUsageErrors(options: [String]) throws {
    let run = try CommandRun(arguments: ["replay", "edge.dat", "--model", "net.model"] + options)
    #expect(run.status == 64 && run.output.isEmpty && !run.errors.isEmpty)
  }

  @Test func standardInputIsReplayedOnce() throws {
    let run = try CommandRun("replay", "-", "--model", "net.model", "--loop", "2")
    #expect(run.status == 64 && run.errors.contains("standard input"))
  }

  /// A model's bytes with the shape of its first tensor changed, or without that tensor.
  private static func copy(
    _ model: ModelFile, shape: ((key: String, shape: [Int]), _ first: String) -> [Int]?
  ) throws -> [UInt8] {
    var builder = SafetensorsBuilder(metadata: model.weights.header.metadata)
    let tensors = try NetworkTopology(description: model.description).tensors
    let first = try #require(tensors.first).key
    for required in tensors {
      let tensor = try model.weights.header.requireTensor(named: required.key)
      guard let shape = shape((tensor.name, tensor.shape), first) else { continue }
      builder.add(tensor.name, element: tensor.element, shape: shape, data: Array(model.weights.data(of: tensor)))
    }
    return try builder.fileBytes()
  }
}
