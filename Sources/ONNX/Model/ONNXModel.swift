import SpikingNetwork
internal import SwiftProtobuf

/// A network as an ONNX model: one timestep, with the membrane state as inputs and outputs.
///
/// Inputs are `input` [1, 3, height, width], the timestep divided by the normalisation divisor, and for every neuron
/// layer `state.<name>` [1, channels, height, width], zero at the start. Outputs are `raw` [1, 64 + classes, anchors],
/// the head output of the timestep, and `next_state.<name>`, which go in as `state.<name>` at the next timestep. All are
/// float32. `<name>` is the layer's module path in the published network.
///
/// Inside, `potential.<name>` is a layer's potential before firing and `spikes.<name>` its spike counts. The neuron is
/// Clip and Round, which rounds halves to even as the network does; batch normalisations are folded into convolutions.
public struct ONNXModel: Sendable {
  /// The version of ONNX's own operators.
  public static let operatorSetVersion = 17
  /// The name of the input.
  public static let inputName = "input"
  /// The name of the head output.
  public static let outputName = "raw"
  /// The metadata key of the network's description as JSON.
  public static let descriptionKey = ModelFile.descriptionKey
  /// The metadata key of the digest of the model file that it was made from.
  public static let digestKey = "saccade.model"

  private let model: Onnx_ModelProto

  /// The operations of the network that was translated.
  public let topology: NetworkTopology

  /// Translates a network.
  ///
  /// - Parameters:
  ///   - file: The network.
  ///   - merged: Whether re-parameterised convolutions become one dense 3x3 convolution each.
  ///   - producerVersion: The version of the program, for people.
  ///   - progress: Called with the fraction of the convolutions done, 0...1.
  ///
  /// Throws `ONNXError.tooLarge`, and like `NetworkPlan.init(model:merged:)`.
  public init(
    _ file: ModelFile, merged: Bool, producerVersion: String, progress: (Double) -> Void = { _ in }
  ) throws {
    let topology = try NetworkTopology(description: file.description, merged: merged)
    let byteCount = topology.convolutions.reduce(0) { sum, convolution in
      sum + (convolution.outputChannels * convolution.fanIn + convolution.outputChannels) * MemoryLayout<Float>.size
    }
    guard byteCount <= ONNXError.largestByteCount else {
      throw ONNXError.tooLarge(byteCount: byteCount, isMerged: merged)
    }
    var builder = GraphBuilder(topology: topology)
    try NetworkPlan.forEachConvolution(of: topology, KeyedWeights(file.weights)) { index, weights in
      builder.addWeights(weights, of: topology.convolutions[index])
      progress(Double(index + 1) / Double(topology.convolutions.count))
    }
    builder.addNetwork()
    let description = try ModelFile.json(of: file.description)
    self.topology = topology
    model = Onnx_ModelProto.with { model in
      model.irVersion = 8
      model.producerName = "saccade"
      model.producerVersion = producerVersion
      model.docString = Self.documentation
      model.graph = builder.graph
      model.opsetImport = [.with { $0.version = Int64(Self.operatorSetVersion) }]
      model.metadataProps = [
        .with {
          $0.key = Self.descriptionKey
          $0.value = description
        },
        .with {
          $0.key = Self.digestKey
          $0.value = file.digest.description
        },
      ]
    }
  }

  /// The name of the input that is a neuron layer's state.
  public static func stateName(of neuron: Neuron) -> String { "state.\(neuron.name)" }

  /// The name of the output that is a neuron layer's state after the timestep.
  public static func nextStateName(of neuron: Neuron) -> String { "next_state.\(neuron.name)" }

  /// The name of a neuron layer's spike counts inside the graph.
  public static func spikesName(of neuron: Neuron) -> String { "spikes.\(neuron.name)" }

  /// The name of a neuron layer's potential before firing inside the graph.
  public static func potentialName(of neuron: Neuron) -> String { "potential.\(neuron.name)" }

  /// The bytes of the model file.
  public func fileBytes() throws -> [UInt8] { try model.serializedBytes() }

  private static let documentation = """
    A spiking detection network, one timestep. Feed 'input', the timestep divided by the normalisation divisor, and every \
    'state.*', zero at the start of a stream or window; take 'next_state.*' as 'state.*' of the next timestep. The output \
    of a window is the mean of 'raw' over its timesteps: [1, 64 + classes, anchors], the box logits, then the class \
    logits, at strides 8, 16 and 32. The metadata '\(descriptionKey)' describes the input and the neuron as JSON.
    """
}
