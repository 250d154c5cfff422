import Checkpoints
import Testing

/// Pickles that name or call functions.
@Suite struct PickleCallTests {
  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("builtins", "eval"), ("__builtin__", "exec"),
    ("builtins", "getattr"), ("builtins", "__import__"), ("subprocess", "Popen"), ("os.path", "join"),
    ("importlib", "import_module"), ("runpy", "run_path"), ("sys", "modules"), ("socket", "socket"),
    ("pickle", "loads"), ("operator", "attrgetter"), ("types", "CodeType"), ("webbrowser", "open"),
    ("multiprocessing.pool", "Pool"), ("ctypes", "CDLL"),
  ]) func dangerousNamesAreRefusedEvenUncalled(module: String, name: String) throws {
    let expected = PickleError.dangerousName(PickleName(module: module, name: name), offset: 2)
    #expect("\(expected)".contains("'\(module).\(name)'") && "\(expected)".contains("Nothing of it was executed"))
    #expect(throws: expected) { try PickleReader.graph(of: PickleBuilder.pickle { $0.global(module, name) }) }
    #expect(throws: expected) {
      try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.global(module, name)
          $0.text("touch /tmp/harm")
          $0.raw([0x85])
          $0.reduce()
        })
    }
    // The other ways to name something: two texts, and an old-style instance.
    #expect(
      throws: PickleError.dangerousName(PickleName(module: module, name: name), offset: 12 + (module + name).utf8.count)
    ) {
      try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.text(module)
          $0.text(name)
          $0.raw([0x93])
        })
    }
    #expect(throws: PickleError.dangerousName(PickleName(module: module, name: name), offset: 3)) {
      try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.mark()
          $0.opcode("i")
          $0.raw(Array("\(module)\n\(name)\n".utf8))
        })
    }
  }

  @Test(arguments: [
    ("torch", "load"), ("torch.hub", "load"), ("numpy", "load"), ("somebody.module", "run"), ("pandas", "read_pickle"),
    ("torch._utils", "_rebuild_qtensor"), ("torch.storage", "_load_from_bytes"), ("somebody", "Class.method"),
    ("somebody", ""), ("", "run"),
  ]) func functionsAreNotCalled(module: String, name: String) throws {
    let callee = PickleName(module: module, name: name)
    let length = 4 + (module + name).utf8.count
    #expect("\(PickleError.functionCall(callee, offset: 1))".contains("the function '\(callee)'"))
    #expect(throws: PickleError.functionCall(callee, offset: 2 + length)) {
      try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.global(module, name)
          $0.emptyTuple()
          $0.reduce()
        })
    }
    #expect(throws: PickleError.functionCall(callee, offset: 3 + length - 1)) {
      try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.mark()
          $0.global(module, name)
          $0.opcode("o")
        })
    }
    // Not called, it is a name.
    let graph = try PickleReader.graph(of: PickleBuilder.pickle { $0.global(module, name) })
    #expect(graph.object(graph.root)?.kind == .global(callee))
  }

  @Test func whatCheckpointsHoldBesidesTensorsIsKept() throws {
    for (module, name) in [
      ("numpy.core.multiarray", "scalar"), ("numpy", "dtype"), ("pathlib", "PosixPath"), ("torch", "device"),
      ("ultralytics.utils", "IterableSimpleNamespace"), ("copy_reg", "_reconstructor"), ("_codecs", "encode"),
      ("functools", "partial"), ("datetime", "datetime"), ("torch.nn.modules.conv", "Conv2d"), ("a", "_Private"),
    ] {
      let graph = try PickleReader.graph(
        of: PickleBuilder.pickle {
          $0.global(module, name)
          $0.tuple([1, 2])
          $0.reduce()
        })
      #expect(graph.object(graph.root)?.kind == .record(PickleName(module: module, name: name)))
      #expect(graph.object(graph.root)?.elements == [.integer(1), .integer(2)])
    }
  }
}
