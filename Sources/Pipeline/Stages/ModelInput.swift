import Events
import SpikingNetwork
import Timesteps

extension TensorEncoding {
  /// The encoding that a model's description asks for.
  package init(input: NetworkInput) throws {
    let representation: EventRepresentation =
      switch input.representation {
      case .lastPolarity: .lastPolarity
      case .histogram(let cap):
        .histogram(cap: UInt8(clamping: cap), padsToThreeChannels: true)
      }
    guard let paddingCode = UInt8(exactly: input.paddingValue) else {
      throw PipelineError(
        .configuration, "the model pads with \(input.paddingValue)", remedy: "import it with a whole number of 0...255")
    }
    try self.init(
      representation: representation, sensor: SensorGeometry(width: input.sensorWidth, height: input.sensorHeight),
      inputWidth: input.width, inputHeight: input.height,
      resizing: input.fit == .letterbox ? .bilinear : .none, paddingCode: paddingCode,
      codeDivisor: input.normalisationDivisor)
  }
}

extension WindowSchedule {
  /// The schedule of a model's windows, one every `stride` timesteps, or every T where nil.
  package init(input: NetworkInput, stride: Int? = nil, stateMode: SpikingNetwork.StateMode) throws(TimestepsError) {
    try self.init(
      timesteps: input.timestepsPerWindow, stride: stride,
      order: input.order == .newestFirst ? .newestFirst : .oldestFirst,
      stateMode: stateMode == .carry ? .carry : .reset)
  }
}
