/// Makes models with random weights whose neurons fire at a sensible rate and whose head gives plausible boxes.
///
/// What such a model detects means nothing; it exercises everything around it. The same arguments give the same bytes.
public struct NetworkGenerator: Sendable {
  /// The network to fill.
  public var description: NetworkDescription
  /// The seed of all random numbers.
  public var seed: UInt64
  /// The type of the convolutions' weights, `float16` or `float32`; batch normalisations are float32.
  public var weightElement: TensorElement
  /// Timesteps to calibrate on, [3, height, width] each; made up where empty.
  public var calibrationInputs: [[Float]]
  /// The fractions of neurons that fire in a timestep, more than 0 and less than 1: each layer's is drawn from these.
  public var firingRates: ClosedRange<Float>
  /// Whether weights are so few powers of two that float32 sums are exact in any order, merged or not, if the inputs are multiples
  /// of 1/256 and the neuron's factors powers of two: then all software that computes the network gives the same bits.
  public var isExact: Bool

  /// The timesteps that are made up where none are given.
  public static let syntheticTimestepCount = 8
  /// The firing rates where none are given: those of trained networks.
  public static let usualFiringRates: ClosedRange<Float> = 0.12...0.2

  /// Creates a generator.
  public init(
    description: NetworkDescription, seed: UInt64, weightElement: TensorElement = .float16,
    calibrationInputs: [[Float]] = [], firingRates: ClosedRange<Float> = usualFiringRates,
    isExact: Bool = false
  ) {
    self.description = description
    self.seed = seed
    self.weightElement = weightElement
    self.calibrationInputs = calibrationInputs
    self.firingRates = firingRates
    self.isExact = isExact
  }

  /// The bytes of the model file.
  ///
  /// Throws `NetworkDescriptionError`, or `NetworkGeneratorError` for calibration inputs of the wrong size and impossible
  /// firing rates.
  public func modelBytes() throws -> [UInt8] {
    let topology = try NetworkTopology(description: description)
    guard weightElement == .float16 || weightElement == .float32 else {
      throw NetworkGeneratorError.unsupportedElement(weightElement)
    }
    guard firingRates.lowerBound > 0, firingRates.upperBound < 1 else {
      throw NetworkGeneratorError.illegalFiringRates(firingRates)
    }
    for (index, input) in calibrationInputs.enumerated() {
      guard input.count == description.input.elementCount, input.allSatisfy(\.isFinite) else {
        throw NetworkGeneratorError.illegalInput(
          index: index, count: input.count, expected: description.input.elementCount)
      }
    }
    var inputs = calibrationInputs
    if inputs.isEmpty {
      var scene = SyntheticInput(description: description, seed: seed)
      inputs = (0..<Self.syntheticTimestepCount).map { _ in scene.next() }
    }
    var calibration = NetworkCalibration(
      topology: topology, inputs: inputs, seed: seed, roundsToFloat16: weightElement == .float16,
      firingRates: firingRates, exactNumbers: isExact ? ExactNumbers(topology: topology) : nil)
    let tensors = try calibration.run()
    var builder = SafetensorsBuilder(metadata: [ModelFile.descriptionKey: try ModelFile.json(of: description)])
    for required in topology.tensors {
      guard let values = tensors[required.key] else {
        throw ModelFileError.missingTensor(key: required.key, shape: required.shape, absentCount: 1)
      }
      if required.shape.count == 4, weightElement == .float16 {
        builder.add(required.key, shape: required.shape, roundingToFloat16: values)
      } else {
        builder.add(required.key, shape: required.shape, floats: values)
      }
    }
    return try builder.fileBytes()
  }
}
