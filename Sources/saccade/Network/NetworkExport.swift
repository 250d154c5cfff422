import ArgumentParser
import ONNX
import Pipeline
import SpikingNetwork

/// `saccade network export`: a model for other software.
struct NetworkExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model for other software: safetensors or ONNX.",
    discussion: """
      The name of OUTPUT says which one. Safetensors holds the weights under the published key names, in the types of \
      the model; it can be imported again. ONNX (opset 17, float32) is one timestep, with batch normalisations folded \
      into the convolutions and the membrane state as inputs and outputs:

        input              [1, 3, h, w], divided by the normalisation divisor
        state.<layer>      [1, channels, h, w], zero at the start
        raw                [1, 64 + classes, anchors], the head output of the timestep
        next_state.<layer> goes in as state.<layer> at the next timestep

      <layer> is a neuron layer's module path, such as model.2.Conv.lif1. The output of a window is the mean of 'raw' \
      over its timesteps. The metadata 'saccade.network' describes the input and the neuron as JSON.

      Examples:
        saccade network export gen1.model -o gen1.onnx --merge on
        saccade network export gen1.model -o weights.safetensors
      """)

  @Argument(help: "The model file.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "Whether re-parameterised convolutions are merged into one dense convolution each (ONNX only: the published keys "
        + "name the parts)."))
  var merge: MergeSwitch = .off

  @Option(name: .shortAndLong, help: "The file to write, .safetensors or .onnx.")
  var output: String

  private var isONNX: Bool { output.lowercased().hasSuffix(".onnx") }

  func validate() throws {
    guard isONNX || output.lowercased().hasSuffix(".safetensors") else {
      throw ValidationError("the name '\(output)' does not say what to write; legal: names in .safetensors or .onnx")
    }
    guard isONNX || merge == .off else {
      throw ValidationError("merged convolutions have no published key names; give '--merge off', or a name in .onnx")
    }
  }

  func run() throws {
    guard !SameFile.isSame(model, output) else {
      throw CommandFailure(.usage, "\(output): is the model itself; give another name")
    }
    if isONNX { try exportONNX() } else { try exportSafetensors() }
  }

  private func exportONNX() throws {
    let file = try ModelLoading.model(path: model)
    var progress = ProgressLine()
    defer { progress.clear() }
    let exported: ONNXModel
    do {
      exported = try ONNXModel(file, merged: merge == .on, producerVersion: SaccadeVersion.current) { fraction in
        progress.show(fraction: fraction, detail: "folding the weights of \(model)")
      }
    } catch {
      throw CommandFailure(error, path: model)
    }
    do { try OutputFile.write(exported.fileBytes(), to: output) } catch {
      throw CommandFailure(error, path: output)
    }
    progress.clear()
    print(
      "\(output): ONNX, \(exported.topology.nodes.count) operations, \(exported.topology.neurons.count) state tensors, "
        + "convolutions \(merge == .on ? "merged" : "unmerged")")
  }

  private func exportSafetensors() throws {
    let file = try ModelLoading.model(path: model)
    var progress = ProgressLine()
    defer { progress.clear() }
    do {
      let topology = try NetworkTopology(description: file.description)
      let weights = try KeyedWeights(file.weights)
      try topology.checkShapes(of: weights.tensors)
      let layout = try SafetensorsLayout(
        // What other readers of the format look for, and what a later import can be compared with.
        metadata: ["format": "pt", "saccade.model": file.digest.description],
        tensors: topology.tensors.compactMap { weights.tensor(named: $0.key) })
      _ = try ModelFileOutput.write(layout, weights, to: output) { fraction in
        progress.show(fraction: fraction, detail: "writing \(output)")
      }
    } catch {
      throw CommandFailure(error, path: model)
    }
    progress.clear()
    print("\(output): safetensors, \(file.weights.header.tensors.count) tensors under the published keys")
  }
}
