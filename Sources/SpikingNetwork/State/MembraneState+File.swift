/// A saved state: a safetensors file with a float32 tensor [channels, height, width] for each neuron layer, under the
/// layer's module path, and the model's digest under the metadata key `saccade.state.model`.
extension MembraneState {
  /// The metadata key of the model's digest.
  public static let modelKey = "saccade.state.model"

  /// The bytes of a file that `init(outline:savedBytes:)` reads.
  public func savedBytes() throws(SafetensorsError) -> [UInt8] {
    var builder = SafetensorsBuilder(metadata: [Self.modelKey: digest.description])
    let potentials = potentials
    for neuron in neurons {
      var values: [Float] = []
      values.reserveCapacity(neuron.elementCount)
      for channel in 0..<neuron.channels {
        for pixel in 0..<neuron.height * neuron.width {
          values.append(potentials[neuron.stateOffset + pixel * neuron.channels + channel])
        }
      }
      builder.add(neuron.name, shape: [neuron.channels, neuron.height, neuron.width], floats: values)
    }
    return try builder.fileBytes()
  }

  /// Reads a saved state of the same model.
  ///
  /// Throws `MembraneStateError` for the state of another model, another shape or a value that is not finite, and
  /// `SafetensorsError` for a file that is damaged.
  public init(outline: NetworkOutline, savedBytes: [UInt8]) throws {
    let file = try SafetensorsFile(bytes: savedBytes)
    guard let text = file.header.metadata[Self.modelKey], let digest = ModelDigest(text) else {
      throw MembraneStateError.notAState(metadataKeys: file.header.metadata.keys.sorted())
    }
    guard digest == outline.digest else { throw MembraneStateError.otherModel(digest, expected: outline.digest) }
    var values = [Float](repeating: 0, count: outline.topology.stateElementCount)
    for neuron in outline.topology.neurons {
      let shape = [neuron.channels, neuron.height, neuron.width]
      let tensor = try file.header.requireTensor(named: neuron.name)
      guard tensor.shape == shape, tensor.element == .float32 else {
        throw MembraneStateError.wrongShape(key: neuron.name, shape: tensor.shape, expected: shape)
      }
      let saved = try file.floats(named: neuron.name)
      if let index = saved.firstIndex(where: { !$0.isFinite }) {
        throw MembraneStateError.illegalPotential(key: neuron.name, index: index, value: saved[index])
      }
      let pixels = neuron.height * neuron.width
      for channel in 0..<neuron.channels {
        for pixel in 0..<pixels {
          values[neuron.stateOffset + pixel * neuron.channels + channel] = saved[channel * pixels + pixel]
        }
      }
    }
    self.init(outline: outline)
    for index in values.indices { storage[index] = values[index] }
  }
}
