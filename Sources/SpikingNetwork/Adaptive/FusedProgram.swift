/// The operations of a network, put together so that values stay in the cache between a sum and the neurons that read it.
///
/// A convolution takes with it the addition of a residual and the neurons behind it; a concatenation takes its neurons.
struct FusedProgram {
  /// In an order in which they can be computed.
  let operations: [FusedOperation]
  /// By operation: one that may be computed in place of it and the two behind it, or nil.
  let alternatives: [Alternative?]

  /// A re-parameterised convolution (RepConv) as one.
  struct Alternative {
    /// Reads the spikes that the first of the three operations reads, and gives what the third one gives.
    var operation: FusedOperation
    /// The module path of the merged convolution.
    var module: String
  }

  init(topology: NetworkTopology) {
    var fusion = Fusion(topology: topology)
    for index in topology.nodes.indices { fusion.take(index) }
    let operations = fusion.operations
    self.operations = operations
    alternatives = operations.indices.map { Self.alternative(operations, topology.convolutions, at: $0) }
  }

  /// Merges the three operations of a RepConv from `index` on.
  private static func alternative(
    _ operations: [FusedOperation], _ convolutions: [Convolution], at index: Int
  ) -> Alternative? {
    guard index + 2 < operations.count, case .convolve(let first) = operations[index].kind,
      case .convolve(let last) = operations[index + 2].kind, convolutions[last].module.hasSuffix(".body.2.1"),
      operations[index + 1].inputs == operations[index].writes,
      operations[index + 2].inputs == operations[index + 1].writes
    else { return nil }
    let module = String(convolutions[last].module.dropLast(".body.2.1".count))
    guard convolutions[first].module == "\(module).body.0" else { return nil }
    var operation = operations[index + 2]
    operation.inputs = operations[index].inputs
    return Alternative(operation: operation, module: module)
  }

  private struct Fusion {
    let topology: NetworkTopology
    /// The nodes that read each map.
    let readers: [[Int]]
    /// The node that writes each map; the input map has none.
    let writers: [Int: Int]
    var isTaken: [Bool]
    var operations: [FusedOperation] = []

    init(topology: NetworkTopology) {
      self.topology = topology
      var readers = [[Int]](repeating: [], count: topology.featureMaps.count)
      var writers: [Int: Int] = [:]
      for (index, node) in topology.nodes.enumerated() {
        for input in Set(node.inputs) { readers[input].append(index) }
        if let output = node.output { writers[output] = index }
      }
      self.readers = readers
      self.writers = writers
      isTaken = Array(repeating: false, count: topology.nodes.count)
    }

    mutating func take(_ index: Int) {
      guard !isTaken[index] else { return }
      isTaken[index] = true
      let node = topology.nodes[index]
      switch node.operation {
      case .convolve(let convolution): append(.convolve(convolution), index, node)
      case .concatenate: append(.collect, index, node)
      case .fire(let neuron):
        guard let spikes = node.output else { return }
        operations.append(FusedOperation(kind: .collect, inputs: node.inputs, neuron: (neuron, spikes)))
      case .add:
        operations.append(
          FusedOperation(kind: .collect, inputs: [node.inputs[0]], residual: node.inputs[1], values: node.output))
      case .maximum5: operations.append(FusedOperation(kind: .maximum5, inputs: node.inputs, values: node.output))
      case .upsample2: operations.append(FusedOperation(kind: .upsample2, inputs: node.inputs, values: node.output))
      case .emit(let channel, let anchor):
        operations.append(FusedOperation(kind: .emit(channel: channel, anchor: anchor), inputs: node.inputs))
      }
    }

    /// Appends an operation with the addition and the neurons that can follow at once.
    private mutating func append(_ kind: FusedOperation.Kind, _ index: Int, _ node: Node) {
      guard var output = node.output else { return }
      var operation = FusedOperation(kind: kind, inputs: node.inputs)
      if kind != .collect, readers[output].count == 1, let reader = readers[output].first,
        let residual = residual(of: topology.nodes[reader], besides: output, before: index),
        let sum = topology.nodes[reader].output
      {
        isTaken[reader] = true
        operation.residual = residual
        output = sum
      }
      for reader in readers[output] {
        guard case .fire(let neuron) = topology.nodes[reader].operation, operation.neuron == nil,
          let spikes = topology.nodes[reader].output
        else { continue }
        isTaken[reader] = true
        operation.neuron = (neuron, spikes)
      }
      if readers[output].count > (operation.neuron == nil ? 0 : 1) { operation.values = output }
      operations.append(operation)
    }

    /// The other summand of an addition where it is there before node `index`, else nil.
    private func residual(of node: Node, besides map: Int, before index: Int) -> Int? {
      guard node.operation == .add, let other = node.inputs.first(where: { $0 != map }) else { return nil }
      return writers[other, default: -1] < index ? other : nil
    }
  }
}
