import CSpikeKernels

/// A packed network as a file: a safetensors file with the block of weights, and in its metadata what it was packed from, how,
/// and for which processor.
///
/// It is a copy made for speed, tied to one version of the kernels: whatever does not fit is packed anew.
extension PackedNetwork {
  /// Why a file is not used.
  package enum FileMismatch: Error, Equatable {
    /// It was written for something else: a metadata key with the value found and the one wanted.
    case other(key: String, found: String?, wanted: String)
    /// The weights are not those that were written.
    case damaged
  }

  /// Changes with the arrangement of weights of any kernel.
  private static let version = "2"
  private static let prefix = "saccade.packed."
  private static let checksumKey = "\(prefix)checksum"
  private static let ratesKey = "\(prefix)gather_rates"
  private static let weightsKey = "weights"

  /// What must be equal for a file to be used, by metadata key.
  private static func keys(digest: ModelDigest, options: Options, processor: String) -> [String: String] {
    [
      "\(prefix)version": version, "\(prefix)model": digest.description, "\(prefix)processor": processor,
      "\(prefix)weights": options.weights.map { "\($0)" } ?? "float32", "\(prefix)kernels": "\(options.choice)",
      "\(prefix)level": "\(options.level.rawValue)", "\(prefix)merging": options.merging.rawValue,
      "\(prefix)merges_below": "\(options.mergesBelow)",
    ]
  }

  /// The bytes of the file before the weights.
  package func fileHeader(processor: String) throws(SafetensorsError) -> [UInt8] {
    var metadata = Self.keys(digest: outline.digest, options: options, processor: processor)
    metadata[Self.checksumKey] = "\(spike_checksum(memory.start, memory.byteCount))"
    metadata[Self.ratesKey] = gatherRates.map { "\($0)" }.joined(separator: " ")
    let tensor = SafetensorsLayout.Tensor(name: Self.weightsKey, element: .uint8, shape: [memory.byteCount])
    return try SafetensorsLayout(metadata: metadata, tensors: [tensor]).headerBytes
  }

  /// Gives `body` the weights as they stand in the file behind the header.
  package func withFileWeights<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: memory.start, count: memory.byteCount))
  }

  /// Reads a packed network.
  ///
  /// - Parameters:
  ///   - model: The model that it must have been packed from.
  ///   - options: How it must have been packed.
  ///   - processor: The processor that it must have been packed for.
  ///   - header: The file's checked header.
  ///   - read: Fills a buffer with the file's bytes from an offset on.
  ///
  /// Throws `FileMismatch`, `NetworkDescriptionError`, or what reading throws.
  package init(
    model: ModelFile, options: Options, processor: String, header: SafetensorsHeader,
    read: (Int, UnsafeMutableRawBufferPointer) throws -> Void
  ) throws {
    for (key, wanted) in Self.keys(digest: model.digest, options: options, processor: processor).sorted(by: <)
    where header.metadata[key] != wanted {
      throw FileMismatch.other(key: key, found: header.metadata[key], wanted: wanted)
    }
    let topology = try NetworkTopology(description: model.description, merged: options.merging == .always)
    try self.init(
      outline: NetworkOutline(topology: topology, digest: model.digest), options: options, isZeroed: false)
    let rates = header.metadata[Self.ratesKey, default: ""].split(separator: " ").compactMap { Double($0) }
    guard let tensor = header.tensors.first, header.tensors.count == 1, tensor.name == Self.weightsKey,
      tensor.byteRange.count == memory.byteCount, rates.count == layout.layers.count,
      rates.allSatisfy({ (0...1).contains($0) })
    else { throw FileMismatch.damaged }
    try read(
      tensor.byteRange.lowerBound, UnsafeMutableRawBufferPointer(start: memory.start, count: memory.byteCount))
    guard header.metadata[Self.checksumKey] == "\(spike_checksum(memory.start, memory.byteCount))" else {
      throw FileMismatch.damaged
    }
    gatherRates = rates
  }
}
