import CSpikeKernels

/// A network with its weights in the arrangements that the fused kernels read: immutable, and shared by all cameras.
///
/// It is packed for one kind of processor; `AdaptiveEngine` computes with it.
public struct PackedNetwork: Sendable {
  /// What is packed.
  public struct Options: Equatable, Sendable {
    /// The weights as whole numbers, or nil for float32.
    public var weights: IntegerWeight?
    /// Which kernels an engine may choose.
    public var choice: KernelChoice
    /// What becomes of re-parameterised convolutions.
    public var merging: Merging
    /// The fraction of neurons that fire below which RepConvs are merged, 0...1, where `merging` is `whereFewFire`.
    package var mergesBelow: Double
    /// The instructions used; must run on the processor that computes.
    package var level: spike_kernel_level

    /// Creates options for the best instructions of this processor.
    public init(weights: IntegerWeight? = .int16, choice: KernelChoice = .adaptive, merging: Merging = .never) {
      self.weights = weights
      self.choice = choice
      self.merging = merging
      // A merged convolution has some nine times the multiplications, but of whole numbers, of which it leaves most out.
      mergesBelow =
        switch weights {
        case .int8: 0.25
        case .int16: 0.15
        case nil: 0.06
        }
      level = spike_kernel_best_level()
    }

    /// The type that convolutions of spikes are packed in.
    func kernelType(largestInput: Int) -> spike_weight_type {
      switch weights {
      // Sums of 16 bits have no room for two products of so large counts.
      case .int8: largestInput > 127 ? SPIKE_WEIGHT_I16 : SPIKE_WEIGHT_I8
      case .int16: SPIKE_WEIGHT_I16
      case nil: SPIKE_WEIGHT_F32
      }
    }
  }

  /// Whether a re-parameterised convolution (RepConv, SepRepConv) is computed as one dense 3x3 convolution.
  public enum Merging: String, Sendable, CaseIterable {
    /// As the three convolutions that it was trained as.
    case never = "off"
    /// Always.
    case always = "on"
    /// A RepConv in those timesteps in which few of the neurons that it reads fire.
    ///
    /// How few is fixed, not measured: merged or not changes the last bits of what is no whole number, and the same inputs give
    /// the same outputs everywhere.
    case whereFewFire = "adaptive"
  }

  /// The network.
  public let outline: NetworkOutline
  /// What is packed.
  public let options: Options
  /// By layer: the fraction of neurons that fire below which a gather is faster than the dense kernel.
  package var gatherRates: [Double]

  let layout: PackedLayout
  let memory: PackedMemory

  /// Packs the weights of a model, one convolution at a time on each thread, so that never more are there in float32.
  ///
  /// - Parameters:
  ///   - model: The description and the weights.
  ///   - options: How they are packed.
  ///   - threads: The threads that pack, at least 1; they change nothing but the time.
  ///
  /// Throws `NetworkDescriptionError`, `ModelFileError` or `SafetensorsError`.
  public init(model: ModelFile, options: Options = Options(), threads: Int = 1) throws {
    let topology = try NetworkTopology(description: model.description, merged: options.merging == .always)
    try self.init(outline: NetworkOutline(topology: topology, digest: model.digest), options: options)
    let weights = try KeyedWeights(model.weights)
    let folding = try ConvolutionFolding(of: topology, weights)
    var runs = folding.runs.map { (folding, $0) }
    let indices = Dictionary(
      layout.layers.indices.dropFirst(topology.convolutions.count).map { (layout.layers[$0].convolution.module, $0) },
      uniquingKeysWith: { first, _ in first })
    if !indices.isEmpty {
      let merged = try NetworkTopology(description: model.description, merged: true)
      let folding = try ConvolutionFolding(of: merged, weights) { indices[$0.module] != nil }
      runs += folding.runs.map { (folding, $0) }
    }
    try WorkerTeam(workers: min(threads, runs.count), pinned: false).forEach(in: 0..<runs.count) { index in
      let (folding, run) = runs[index]
      try folding.fold(run) { convolution, weights in
        let module = folding.topology.convolutions[convolution].module
        let isAlternative = folding.topology.isMerged && !topology.isMerged
        if let layer = isAlternative ? indices[module] : convolution { pack(weights, as: layer) }
      }
    }
  }

  /// A packed network whose weights are still zeros, or anything.
  init(outline: NetworkOutline, options: Options, isZeroed: Bool = true) throws(NetworkDescriptionError) {
    precondition(spike_kernel_runs(options.level), "the processor does not run these kernels")
    self.outline = outline
    self.options = options
    layout = try PackedLayout(topology: outline.topology, options: options)
    memory = PackedMemory(byteCount: layout.byteCount, isZeroed: isZeroed)
    gatherRates = layout.layers.map { GatherRate.usual(of: $0) }
  }

  /// The same network for inputs of another size; the weights are shared, not copied.
  ///
  /// See `NetworkOutline.forInput`.
  public func forInput(width: Int, height: Int) throws(NetworkDescriptionError) -> PackedNetwork {
    PackedNetwork(self, outline: try outline.forInput(width: width, height: height))
  }

  private init(_ other: PackedNetwork, outline: NetworkOutline) {
    self.outline = outline
    options = other.options
    gatherRates = other.gatherRates
    layout = other.layout
    memory = other.memory
  }

  /// Packs the weights of a plan, and with it those of the same model's merged plan where some are merged.
  package init(plan: NetworkPlan, merged: NetworkPlan? = nil, options: Options) throws(NetworkDescriptionError) {
    try self.init(outline: plan.outline, options: options)
    for (index, weights) in plan.weights.enumerated() { pack(weights, as: index) }
    for (index, layer) in layout.layers.enumerated().dropFirst(plan.weights.count) {
      guard let other = merged?.topology.convolutions.firstIndex(where: { $0.module == layer.convolution.module }),
        let weights = merged?.weights[other]
      else { preconditionFailure("the merged plan is of another model") }
      pack(weights, as: index)
    }
  }

  // MARK: Packing

  private func pack(_ weights: ConvolutionWeights, as index: Int) {
    let layer = layout.layers[index]
    let largestInput = outline.description.neuron.largestSpikeCount
    // Convolutions of real numbers compute in float32, with the weights that whole numbers stand for.
    let isOfSpikes = layer.gather != nil || outline.topology.featureMaps[layer.source].content == .spikes
    guard let type = options.weights else { return pack(weights.values, [], weights, layer) }
    let quantised = QuantisedConvolution(weights, of: layer.convolution, as: type, largestInput: largestInput)
    guard isOfSpikes else { return pack(quantised.dequantised().values, [], weights, layer) }
    switch quantised.numbers {
    case .int8(let numbers) where layer.type == SPIKE_WEIGHT_I16:
      pack(numbers.map(Int16.init), quantised.scales, weights, layer)
    case .int8(let numbers): pack(numbers, quantised.scales, weights, layer)
    case .int16(let numbers): pack(numbers, quantised.scales, weights, layer)
    }
  }

  private func pack<Number: BitwiseCopyable>(
    _ numbers: [Number], _ scales: [Float], _ weights: ConvolutionWeights, _ layer: PackedLayout.Layer
  ) {
    let shape = layer.shape(in: outline.topology)
    let outputs = layer.convolution.outputChannels
    memory.write(scales.prefix(outputs), at: layer.scales)
    memory.write(weights.bias.prefix(outputs), at: layer.bias)
    if let outside = layer.outside { memory.write(weights.outside[...], at: outside) }
    numbers.withUnsafeBytes { numbers in
      if let gather = layer.gather {
        spike_pack(options.level, SPIKE_GATHER, layer.type, shape, numbers.baseAddress, memory.start + gather)
      }
      if let dense = layer.dense {
        let form = layer.convolution.isDepthwise ? SPIKE_DEPTHWISE : SPIKE_DENSE
        spike_pack(options.level, form, layer.type, shape, numbers.baseAddress, memory.start + dense)
      }
    }
  }
}
