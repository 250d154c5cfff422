import SpikingNetwork

/// A small network with random weights.
enum TestModel {
  /// Its plan; the same bytes at every call.
  static func plan(
    timesteps: Int = 2, stateMode: StateMode = .carry, order: TimestepOrder = .oldestFirst,
    merged: Bool = true
  ) throws -> NetworkPlan {
    let description = NetworkDescription(
      variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(
        width: 64, height: 64, sensorWidth: 60, sensorHeight: 50, timestepMicroseconds: 10_000,
        timestepsPerWindow: timesteps, order: order, fit: .pad),
      classNames: ["car", "pedestrian"], stateMode: stateMode,
      provenance: ModelProvenance(source: "random weights", writer: "tests"))
    let bytes = try NetworkGenerator(description: description, seed: 5).modelBytes()
    return try NetworkPlan(model: ModelFile(bytes: bytes), merged: merged)
  }
}
