import FoundationEssentials

/// A model file: the weights under their published keys and the description of the network, in one safetensors file.
///
/// The description is JSON under the metadata key `saccade.network`. The weights keep the type they were written with.
public struct ModelFile: Sendable {
  /// The metadata key of the description.
  public static let descriptionKey = "saccade.network"

  /// The network.
  public let description: NetworkDescription
  /// The weights, by their published keys.
  public let weights: SafetensorsFile
  /// What stands for this file in messages and states.
  public let digest: ModelDigest

  /// Reads a model file; `NetworkPlan` checks the tensors.
  ///
  /// Throws `SafetensorsError`, `ModelFileError` or `NetworkDescriptionError`.
  public init(bytes: [UInt8]) throws {
    weights = try SafetensorsFile(bytes: bytes)
    guard let json = weights.header.metadata[Self.descriptionKey] else {
      throw ModelFileError.noDescription(metadataKeys: weights.header.metadata.keys.sorted())
    }
    description = try Self.description(fromJSON: json)
    digest = ModelDigest(of: bytes.span)
  }

  /// Writes the bytes of a model file: the tensors of `weights` that the network needs, in the network's order.
  ///
  /// Tensors that only training needs (`num_batches_tracked`) are left out.
  /// Throws `NetworkDescriptionError`, or `ModelFileError` for a tensor that is missing, mis-shaped or unknown.
  public static func bytes(description: NetworkDescription, weights: some WeightSource) throws -> [UInt8] {
    let weights = try KeyedWeights(weights)
    let layout = try layout(description: description, weights: weights)
    var bytes = layout.headerBytes
    bytes.reserveCapacity(layout.fileByteCount)
    for tensor in layout.tensors { bytes.append(contentsOf: try weights.bytes(named: tensor.name)) }
    return bytes
  }

  /// Lays out a model file, so that it can be written one tensor at a time; throws like `bytes`.
  public static func layout(
    description: NetworkDescription, weights: KeyedWeights
  ) throws -> SafetensorsLayout {
    let topology = try NetworkTopology(description: description)
    try topology.checkShapes(of: weights.tensors)
    return try SafetensorsLayout(
      metadata: [descriptionKey: try json(of: description)],
      tensors: topology.tensors.compactMap { weights.tensor(named: $0.key) })
  }

  /// The description as JSON with sorted keys.
  public static func json(of description: NetworkDescription) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(description), as: UTF8.self)
  }

  /// Reads and validates a description.
  static func description(fromJSON json: String) throws -> NetworkDescription {
    let description: NetworkDescription
    do {
      description = try JSONDecoder().decode(NetworkDescription.self, from: Data(json.utf8))
    } catch let error as DecodingError {
      throw ModelFileError.malformedDescription(reason: error.summary)
    }
    try description.validate()
    return description
  }
}

extension DecodingError {
  /// The place and the reason in one line.
  fileprivate var summary: String {
    func line(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
    return switch self {
    case .keyNotFound(let key, let context): line(context, key)
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): line(context)
    @unknown default: "unreadable"
    }
  }
}
