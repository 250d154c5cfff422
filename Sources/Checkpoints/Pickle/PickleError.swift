/// Why a pickle was refused; offsets count bytes from its start.
public enum PickleError: Error, Equatable, Sendable {
  /// It does not start with an opcode that a pickle can start with, or its protocol is not known.
  case unknownProtocol(Int)
  /// It ends inside an opcode or without STOP.
  case truncated(offset: Int, needed: String)
  /// A byte is no opcode.
  case unknownOpcode(UInt8, offset: Int)
  /// An opcode is not read here.
  case unsupportedOpcode(String, offset: Int)
  /// An opcode has an argument that it cannot have.
  case illegalArgument(String, offset: Int, expected: String)
  /// The stack does not hold what an opcode takes from it.
  case wrongStack(offset: Int, expected: String, found: String)
  /// A memo is read that was never written.
  case unknownMemo(Int, offset: Int)
  /// There is more of something than allowed.
  case tooMany(what: String, limit: Int, offset: Int)
  /// It names a function of a module that no checkpoint needs.
  case dangerousName(PickleName, offset: Int)
  /// It calls a function that is not among those understood.
  case functionCall(PickleName, offset: Int)
}

extension PickleError: CustomStringConvertible {
  /// What failed, where, the offending value and what to do.
  public var description: String {
    let damaged = "the file is damaged, fetch it again"
    return switch self {
    case .unknownProtocol(let version):
      "the pickle has protocol \(version); read are 0 to 5: save the checkpoint with torch.save of a released version"
    case .truncated(let offset, let needed):
      "the pickle ends at byte \(offset) where \(needed) should follow; \(damaged)"
    case .unknownOpcode(let byte, let offset):
      "the pickle has 0x\(String(byte, radix: 16)) at byte \(offset), which is no opcode; \(damaged)"
    case .unsupportedOpcode(let name, let offset):
      "the pickle uses \(name) at byte \(offset), which torch.save never writes; save the checkpoint with torch.save"
    case .illegalArgument(let argument, let offset, let expected):
      "the pickle has \(argument) at byte \(offset); expected \(expected): \(damaged)"
    case .wrongStack(let offset, let expected, let found):
      "the opcode at byte \(offset) of the pickle needs \(expected), there is \(found); \(damaged)"
    case .unknownMemo(let index, let offset):
      "the pickle reads memo \(index) at byte \(offset), which it has not written; \(damaged)"
    case .tooMany(let what, let limit, let offset):
      "the pickle has more than \(limit) \(what) at byte \(offset); no checkpoint needs that many"
    case .dangerousName(let name, let offset):
      "the pickle names \(quoted(name.description)) at byte \(offset), which no checkpoint needs and by which a file "
        + "attacks whoever loads it. Nothing of it was executed; do not open the file with other software, and get the "
        + "checkpoint from its authors"
    case .functionCall(let name, let offset):
      "the pickle calls the function \(quoted(name.description)) at byte \(offset). Functions are never called here; "
        + "known are those that rebuild tensors and containers. Save the network's state_dict() instead"
    }
  }
}
