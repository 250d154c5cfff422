import SpikingNetwork

/// A checkpoint written by `torch.save`, read where it lies: its pickle is held, the tensors' data is not.
///
/// Layout: a ZIP archive with `<root>/data.pkl`, `<root>/data/<key>` for each storage, and `<root>/byteorder`.
/// Reading executes nothing: see `PickleReader`.
public final class TorchCheckpoint<Source: ByteSource>: WeightSource {
  /// The names, types and shapes of all tensors.
  public let tensors: [SafetensorsLayout.Tensor]
  /// Where the weights were found, for people: `ema`, `model`, or what else.
  public let place: String
  /// What else it says about the network.
  public let evidence: WeightEvidence

  private let views: [TorchTensor]
  private let storages: StorageReader<Source>

  /// Reads the directory and the pickle, and checks every tensor.
  ///
  /// Throws `CheckpointError` or `ZIPArchiveError`, or what reading throws.
  public init(_ source: Source) throws {
    try CheckpointFormat.check(source)
    let archive = try ZIPArchive(source)
    guard let root = Self.root(of: archive) else {
      throw CheckpointError.noPickle(entries: archive.entries.map(\.name))
    }
    guard archive.entry(named: "\(root)/constants.pkl") == nil else { throw CheckpointError.compiledProgram }
    let pickleEntry = try archive.requireEntry(named: "\(root)/data.pkl")
    let pickle = try archive.bytes(of: pickleEntry, limit: PickleLimits().byteCount)
    let graph: PickleGraph
    do throws(PickleError) { graph = try PickleReader.graph(of: pickle) } catch {
      throw CheckpointError.pickle(entry: "data.pkl", error)
    }
    let contents = try CheckpointContents(graph)
    storages = try StorageReader(archive, root: root)
    views = contents.tensors.map(\.tensor)
    tensors = contents.tensors.map { .init(name: $0.name, element: $0.tensor.storage.element, shape: $0.tensor.shape) }
    evidence = CheckpointEvidence(graph, contents).evidence
    let path = contents.path.isEmpty ? "" : contents.path.map(quoted).joined(separator: " in ")
    let kind = contents.className.map { "a \($0.name)" } ?? "a state dictionary"
    place = path.isEmpty ? kind : "\(path), \(kind)"
    for (name, tensor) in contents.tensors { try storages.check(tensor, name: name) }
  }

  /// Reads the elements of the tensor at an index of `tensors`, row-major and little-endian.
  ///
  /// Throws `CheckpointError` or `ZIPArchiveError`, or what reading throws.
  public func bytes(ofTensorAt index: Int) throws -> [UInt8] { try storages.bytes(of: views[index]) }

  /// The folder of the archive that holds everything; the writer names it after the file.
  private static func root(of archive: ZIPArchive<Source>) -> String? {
    let suffix = "/data.pkl"
    return archive.entries.first { $0.name.hasSuffix(suffix) }.map { String($0.name.dropLast(suffix.count)) }
  }
}
