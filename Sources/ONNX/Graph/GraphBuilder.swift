internal import FoundationEssentials
import SpikingNetwork
internal import SwiftProtobuf

/// Builds the graph of one timestep operation by operation; what each becomes is in its extensions.
struct GraphBuilder {
  let topology: NetworkTopology

  private(set) var graph = Onnx_GraphProto()
  /// The parts of the head output by channel, under the anchor where they start.
  var headParts: [Int: [(channel: Int, name: String)]] = [:]

  /// The names of the values of feature maps that have been computed.
  private var mapNames: [Int: String] = [0: ONNXModel.inputName]

  init(topology: NetworkTopology) {
    self.topology = topology
    graph.name = "timestep"
  }

  /// The name of a feature map's value.
  func name(ofMap map: Int) -> String { mapNames[map] ?? "map.\(map)" }

  /// Adds an operation; returns the name of its output.
  @discardableResult
  mutating func add(
    _ type: String, _ inputs: [String], to output: String, _ attributes: [Onnx_AttributeProto] = []
  ) -> String {
    graph.node.append(
      .with {
        $0.opType = type
        $0.name = "\(type) \(output)"
        $0.input = inputs
        $0.output = [output]
        $0.attribute = attributes
      })
    return output
  }

  /// Adds an operation whose output is a feature map.
  mutating func add(
    _ type: String, _ inputs: [String], toMap map: Int, named name: String? = nil,
    _ attributes: [Onnx_AttributeProto] = []
  ) {
    let name = name ?? self.name(ofMap: map)
    mapNames[map] = name
    add(type, inputs, to: name, attributes)
  }

  /// Adds float32 constants, row-major; returns their name.
  mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
    constant(name, shape: shape, type: .float, bytes: values.withUnsafeBytes { Data($0) })
  }

  /// Adds int64 constants; returns their name.
  mutating func constant(_ name: String, integers: [Int]) -> String {
    constant(
      name, shape: [integers.count], type: .int64, bytes: integers.map(Int64.init).withUnsafeBytes { Data($0) })
  }

  private mutating func constant(
    _ name: String, shape: [Int], type: Onnx_TensorProto.DataType, bytes: Data
  ) -> String {
    graph.initializer.append(
      .with {
        $0.name = name
        $0.dims = shape.map(Int64.init)
        $0.dataType = Int32(type.rawValue)
        $0.rawData = bytes
      })
    return name
  }

  /// Declares an input of the graph.
  mutating func addInput(_ name: String, shape: [Int], _ documentation: String) {
    graph.input.append(Self.value(name, shape: shape, documentation))
  }

  /// Declares an output of the graph.
  mutating func addOutput(_ name: String, shape: [Int], _ documentation: String) {
    graph.output.append(Self.value(name, shape: shape, documentation))
  }

  private static func value(_ name: String, shape: [Int], _ documentation: String) -> Onnx_ValueInfoProto {
    .with { value in
      value.name = name
      value.docString = documentation
      value.type.tensorType.elemType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      value.type.tensorType.shape.dim = shape.map { size in .with { $0.dimValue = Int64(size) } }
    }
  }
}
