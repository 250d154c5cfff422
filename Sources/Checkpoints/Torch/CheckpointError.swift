/// Why a checkpoint was refused.
public enum CheckpointError: Error, Equatable, Sendable {
  /// It was written before PyTorch 1.6, or in its format.
  case legacyFormat
  /// It is a compiled program, not a checkpoint.
  case compiledProgram
  /// It is no ZIP archive.
  case notAnArchive(firstBytes: [UInt8])
  /// The archive has no pickle.
  case noPickle(entries: [String])
  /// The pickle is refused.
  case pickle(entry: String, PickleError)
  /// A tensor of the pickle cannot be.
  case malformedTensor(name: String, offset: Int, reason: String)
  /// The pickle holds no weights where they are looked for.
  case noWeights(found: String)
  /// There is more of something than any network has.
  case tooMany(offset: Int, what: String, limit: Int)
  /// A storage's entry has fewer bytes than its elements take.
  case shortStorage(entry: String, byteCount: Int, needed: Int)
}

extension CheckpointError: CustomStringConvertible {
  /// What failed, where, the offending value and what to do.
  public var description: String {
    switch self {
    case .legacyFormat:
      "byte 0: a checkpoint in the format from before PyTorch 1.6, which is not read here; open it with PyTorch and save "
        + "it again: torch.save(torch.load('old.pt', map_location='cpu'), 'new.pt'). Loading executes what the file "
        + "says, so do it only with a file that you trust"
    case .compiledProgram:
      "a compiled TorchScript program, not a checkpoint; give the file that training wrote, or save the state_dict()"
    case .notAnArchive(let bytes):
      "byte 0: neither a checkpoint (a ZIP archive written by torch.save) nor a safetensors file: it starts with "
        + (bytes.isEmpty ? "nothing, the file is empty" : bytes.map { hexadecimal($0) }.joined(separator: " "))
        + "; give the file as it was downloaded"
    case .noPickle(let entries):
      "the ZIP archive has no entry '<name>/data.pkl', so that torch.save did not write it (it has "
        + (entries.isEmpty ? "no entries" : entries.prefix(4).map(quoted).joined(separator: ", "))
        + "); give the checkpoint itself"
    case .pickle(let entry, let error): "\(entry): \(error)"
    case .malformedTensor(let name, let offset, let reason):
      "data.pkl: tensor \(quoted(name)), made at byte \(offset) of the pickle: \(reason); the file is damaged or was "
        + "not written by torch.save: fetch it again"
    case .noWeights(let found):
      "the checkpoint has no weights under 'ema', 'model' or 'state_dict', nor is it a state dictionary: it holds "
        + "\(found); save the network's state_dict()"
    case .tooMany(let offset, let what, let limit):
      "data.pkl: the object made at byte \(offset) of the pickle has more than \(limit) \(what); no network needs that "
        + "many: the file is damaged or meant to do harm"
    case .shortStorage(let entry, let byteCount, let needed):
      "entry \(quoted(entry)) has \(byteCount) bytes, the tensors in it need \(needed); the file is damaged, fetch it "
        + "again"
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
