/// Why a ZIP archive was refused; offsets count bytes from the start of the file.
public enum ZIPArchiveError: Error, Equatable, Sendable {
  /// The file has no record that ends an archive.
  case noDirectoryEnd(byteCount: Int)
  /// A record lies outside the bytes that can hold it.
  case outOfRange(what: String, offset: UInt64, byteCount: UInt64, available: Int)
  /// A record does not start with its signature.
  case wrongSignature(what: String, offset: Int, found: UInt32)
  /// Two places of the archive contradict each other.
  case contradiction(what: String, offset: Int, found: String, expected: String)
  /// The archive uses something that is not read here.
  case unsupported(what: String, offset: Int)
  /// An entry would grow beyond what is sensible.
  case tooLarge(name: String, byteCount: UInt64, compressedByteCount: UInt64, limit: Int)
  /// Two entries have the same name.
  case duplicateName(String, offset: Int)
  /// The archive has no entry of that name.
  case missingEntry(String)
  /// The bytes of an entry are damaged.
  case damaged(name: String, offset: Int, reason: String)
}

extension ZIPArchiveError: CustomStringConvertible {
  /// What failed, where, the offending value and what to do.
  public var description: String {
    switch self {
    case .noDirectoryEnd(let byteCount):
      "the ZIP archive has no end record in its last bytes (\(byteCount) bytes in all): the file was cut short or has "
        + "something appended; fetch it again"
    case .outOfRange(let what, let offset, let byteCount, let available):
      "\(what) would take \(byteCount) bytes from byte \(offset) on, of which only those up to byte \(available) are "
        + "there; the file is damaged or cut short, fetch it again"
    case .wrongSignature(let what, let offset, let found):
      "\(what) at byte \(offset) starts with 0x\(String(found, radix: 16)), which is not its signature; the file is "
        + "damaged, fetch it again"
    case .contradiction(let what, let offset, let found, let expected):
      "\(what) at byte \(offset) is \(found), another place of the archive says \(expected); the file is damaged, fetch "
        + "it again"
    case .unsupported(let what, let offset):
      "at byte \(offset) the ZIP archive uses \(what), which is not read here; save the checkpoint again with torch.save"
    case .tooLarge(let name, let byteCount, let compressedByteCount, let limit):
      "entry \(quoted(name)) would grow from \(compressedByteCount) to \(byteCount) bytes, more than the \(limit) that "
        + "are allowed; this is no checkpoint"
    case .duplicateName(let name, let offset):
      "the directory at byte \(offset) names the entry \(quoted(name)) a second time; save the checkpoint again"
    case .missingEntry(let name):
      "the ZIP archive has no entry \(quoted(name)); give a file written by torch.save, complete"
    case .damaged(let name, let offset, let reason):
      "entry \(quoted(name)) at byte \(offset) is damaged: \(reason); fetch the file again"
    }
  }
}
