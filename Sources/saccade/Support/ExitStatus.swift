/// The exit statuses of every command (the numbers of sysexits.h).
enum ExitStatus: Int32 {
  /// The command line is wrong.
  case usage = 64
  /// Input data is wrong.
  case badData = 65
  /// An input cannot be opened.
  case missingInput = 66
  /// Something needed is not available: an output cannot be written, an endpoint is in use.
  case unavailable = 69
  /// A fault of the program itself.
  case internalFault = 70
  /// The configuration is wrong.
  case configuration = 78
}
