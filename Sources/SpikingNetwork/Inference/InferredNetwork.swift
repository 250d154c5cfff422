/// The form and size of a network, told by the names and shapes of its tensors.
///
/// The published sizes are tried first; any other depth and width are worked out from the counts of repeats and
/// channels. Where several factors give the same tensors, the choice changes nothing.
public struct InferredNetwork: Equatable, Sendable {
  /// The form of the network.
  public let variant: Finding<NetworkVariant>
  /// The factors of the sizes.
  public let scale: NetworkScale
  /// The letter of the published size, or nil for any other.
  public let publishedSize: String?
  /// The number of classes.
  public let classCount: Int
  /// The strides of the head's levels, in input pixels.
  public let strides: [Int]

  /// Works the network out.
  ///
  /// - Parameters:
  ///   - tensors: The tensors under the published keys.
  ///   - evidence: What else the file says.
  ///   - known: What is known already; tensors that contradict it are found by `NetworkTopology.checkShapes`.
  ///
  /// Throws `NetworkInferenceError`.
  public init(
    tensors: [SafetensorsLayout.Tensor], evidence: WeightEvidence = WeightEvidence(),
    known: NetworkFactors = NetworkFactors()
  ) throws(NetworkInferenceError) {
    let counts = try TensorCounts(tensors)
    classCount = counts.classes
    strides = counts.strides
    variant = try Self.variant(counts, evidence, known)
    let variant = variant.value
    let candidates = NetworkScale.candidates(for: counts, known: known)
    let scale =
      candidates.first { counts.agree(with: $0, variant: variant) }
      // Nothing fits: whoever checks the shapes names the tensor that is wrong.
      ?? candidates[0]
    self.scale = scale
    publishedSize = NetworkScale.published(variant).first { $0.scale == scale }?.name
  }

  private static func variant(
    _ counts: TensorCounts, _ evidence: WeightEvidence, _ known: NetworkFactors
  ) throws(NetworkInferenceError) -> Finding<NetworkVariant> {
    if let variant = known.variant { return Finding(variant, source: "option") }
    // Layer 8 is repeated like layer 2 in the static-image network and never in the event network.
    if counts.repeats[8] ?? 1 > 1 { return Finding(.coco, source: "layer 8 is repeated") }
    if counts.repeats[2] ?? 1 > 1 { return Finding(.gen1, source: "layer 2 is repeated, layer 8 is not") }
    if let variant = evidence.variant { return variant }
    switch counts.classes {
    case 2: return Finding(.gen1, source: "assumed for 2 classes")
    case 80: return Finding(.coco, source: "assumed for 80 classes")
    default: throw .unknownVariant(classCount: counts.classes)
    }
  }
}
