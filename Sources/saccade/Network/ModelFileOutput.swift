import SpikingNetwork

/// Writes a safetensors file one tensor at a time, so that no more than one is held.
struct ModelFileOutput {
  /// Writes a laid-out file with the elements of `weights`; returns its digest.
  ///
  /// - Parameters:
  ///   - layout: Where everything lies.
  ///   - weights: Has every tensor of the layout under the same key, type and shape.
  ///   - path: The file to write.
  ///   - progress: Called with the fraction of the bytes written, 0...1.
  ///
  /// Throws `CommandFailure` with status 69 where the file cannot be written, or what reading throws.
  static func write(
    _ layout: SafetensorsLayout, _ weights: KeyedWeights, to path: String, progress: (Double) -> Void
  ) throws -> ModelDigest {
    let file = try OutputFile(path: path)
    var digest = ModelDigest(of: layout.headerBytes.span)
    try layout.headerBytes.withUnsafeBytes { try file.write($0, at: 0) }
    for tensor in layout.tensors {
      let bytes = try weights.bytes(named: tensor.name)
      digest.add(bytes.span)
      try bytes.withUnsafeBytes { try file.write($0, at: tensor.byteRange.lowerBound) }
      progress(Double(tensor.byteRange.upperBound) / Double(layout.fileByteCount))
    }
    try file.commit()
    return digest
  }
}
