import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkExportTests {
  @Test func safetensorsCanBeImportedAgain() throws {
    let folder = try NetworkFiles.folder(timesteps: 1)
    let exported = try CommandRun("network", "export", "tiny.model", "-o", "weights.safetensors", in: folder)
    #expect(exported.status == 0, "\(exported.errors)")
    let model = try ModelFile(bytes: folder.read("tiny.model"))
    let weights = try SafetensorsFile(bytes: folder.read("weights.safetensors"))
    #expect(weights.header.metadata == ["format": "pt", "saccade.model": model.digest.description])
    #expect(weights.header.outlines == model.weights.header.outlines)
    let imported = try CommandRun(
      "network", "import", "weights.safetensors", "-o", "again.model", "--input-size", "64x32", in: folder)
    #expect(imported.status == 0, "\(imported.errors)")
    let again = try ModelFile(bytes: folder.read("again.model"))
    for tensor in model.weights.header.tensors {
      #expect(try again.weights.floats(named: tensor.name) == model.weights.floats(named: tensor.name))
    }
  }

  @Test(arguments: ["on", "off"]) func onnxIsWritten(merge: String) throws {
    let folder = try NetworkFiles.folder(timesteps: 1)
    let run = try CommandRun("network", "export", "tiny.model", "-o", "tiny.onnx", "--merge", merge, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("tiny.onnx: ONNX, ") && run.output.contains(merge == "on" ? " merged" : " unmerged"))
    let bytes = try folder.read("tiny.onnx")
    // Field 1, an integer: IR version 8; field 2, text of 7 bytes: the producer.
    #expect(bytes.starts(with: [0x08, 8, 0x12, 7] + Array("saccade".utf8)))
    let again = try CommandRun("network", "export", "tiny.model", "-o", "again.onnx", "--merge", merge, in: folder)
    #expect(again.status == 0)
    #expect(try folder.read("again.onnx") == bytes)
  }

  @Test(.enabled(if: PythonScript.isPresent, PythonScript.skipMessage), arguments: ["on", "off"])
  func theSampleRunsIt(merge: String) throws {
    let folder = try NetworkFiles.folder(timesteps: 1)
    let run = try CommandRun("network", "export", "tiny.model", "-o", "tiny.onnx", "--merge", merge, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let output = try PythonScript.run("../../Samples/python/run_onnx.py", ["tiny.onnx", "3"], in: folder.url)
    // 64 box logits and 2 classes; 8x4, 4x2 and 2x1 anchors.
    #expect(String(decoding: output, as: UTF8.self).hasPrefix("(1, 66, 42) best score 0."))
  }

  @Test(arguments: [
    (["tiny.model", "-o", "tiny.pt"], Int32(64), "legal: names in .safetensors or .onnx"),
    (["tiny.model", "-o", "w.safetensors", "--merge", "on"], 64, "merged convolutions have no published key names"),
    (["input.safetensors", "-o", "input.safetensors"], 64, "is the model itself"),
    (["nowhere.model", "-o", "w.onnx"], 66, "nowhere.model: cannot open"),
    (["input.safetensors", "-o", "w.onnx"], 65, "no model file"),
    (["tiny.model", "-o", "nowhere/w.onnx"], 69, "nowhere/w.onnx: cannot create"),
  ]) func wrongUseIsSaid(arguments: [String], status: Int32, message: String) throws {
    let folder = try NetworkFiles.folder(timesteps: 1)
    let before = try folder.names
    let run = try CommandRun(arguments: ["network", "export"] + arguments, in: folder)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(try folder.names == before)
  }
}
