/// What becomes of a name that a pickle refers to or calls.
///
/// Nothing is ever called. A call of a class becomes a record; so does one of a few functions that are known to rebuild
/// data. A call of any other function is refused, and so is a mere mention of a module by which files attack.
enum PickleCallables {
  /// What a call gives.
  enum Outcome: Equatable {
    case dictionary
    case list
    case tuple
    case set
    case record
    case refused
  }

  /// What a call of `callee` gives.
  static func outcome(ofCalling callee: PickleName) -> Outcome {
    switch callee.description {
    case "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "builtins.dict",
      "__builtin__.dict":
      return .dictionary
    case "builtins.list", "__builtin__.list", "collections.deque": return .list
    case "builtins.tuple", "__builtin__.tuple", "torch.Size": return .tuple
    case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset": return .set
    default: break
    }
    if knownRecords.contains(callee.description) { return .record }
    return isNamedLikeAClass(callee) ? .record : .refused
  }

  /// Whether even a mention is refused.
  static func isDangerous(_ name: PickleName) -> Bool {
    let package = name.module.prefix { $0 != "." }
    if package == "builtins" || package == "__builtin__" { return !harmlessBuiltins.contains(name.name) }
    return dangerousPackages.contains(String(package))
  }

  /// A class by the convention of the language: its last part starts with a capital letter, underscores aside.
  private static func isNamedLikeAClass(_ name: PickleName) -> Bool {
    let last = name.name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
    return last.drop { $0 == "_" }.first?.isUppercase ?? false
  }

  /// Functions that rebuild data, and classes with small letters, whose calls are kept as records.
  private static let knownRecords: Set<String> = [
    "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state", "torch.device", "torch.dtype", "numpy.dtype", "numpy.ndarray",
    "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct", "numpy._core.multiarray.scalar",
    "numpy._core.multiarray._reconstruct", "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer",
    "copy_reg._reconstructor", "copyreg._reconstructor", "_codecs.encode", "builtins.bytearray",
    "__builtin__.bytearray", "builtins.bytes", "__builtin__.bytes", "builtins.complex", "__builtin__.complex",
    "builtins.slice", "__builtin__.slice", "builtins.range", "__builtin__.xrange", "builtins.object",
    "__builtin__.object", "functools.partial", "datetime.datetime", "datetime.date", "datetime.time",
    "datetime.timedelta", "datetime.timezone", "argparse.Namespace",
  ]

  /// Types that objects and containers are made of.
  private static let harmlessBuiltins: Set<String> = [
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "long", "object", "range",
    "set", "slice", "str", "tuple", "unicode", "xrange", "NoneType", "Ellipsis", "NotImplemented",
  ]

  /// Packages of the system, of processes, networks and code.
  private static let dangerousPackages: Set<String> = [
    "os", "posix", "nt", "subprocess", "_posixsubprocess", "popen2", "commands", "pty", "sys", "importlib", "imp",
    "runpy", "code", "codeop", "shutil", "tempfile", "socket", "_socket", "socketserver", "ssl", "ftplib", "smtplib",
    "telnetlib", "http", "httplib", "urllib", "urllib2", "requests", "webbrowser", "ctypes", "_ctypes", "mmap",
    "multiprocessing", "threading", "_thread", "signal", "asyncio", "pickle", "_pickle", "cPickle", "dill", "marshal",
    "shelve", "types", "inspect", "gc", "timeit", "cProfile", "profile", "pdb", "bdb", "trace", "pip", "pkgutil",
    "zipimport", "operator", "_operator", "io", "_io", "fileinput", "glob", "platform", "site", "setuptools",
  ]
}
