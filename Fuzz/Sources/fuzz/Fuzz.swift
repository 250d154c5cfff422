import Glibc

/// libFuzzer's entry: gives one input to the reader that the environment variable `SACCADE_FUZZ` names.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Fuzz.target.take(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// What is fuzzed in this process.
enum Fuzz {
  static let target: FuzzTarget = {
    let name = getenv("SACCADE_FUZZ").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget(rawValue: name) { return target }
    end("set SACCADE_FUZZ to one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  }()

  /// Ends the process in the way by which libFuzzer takes note of an input.
  static func end(_ message: String) -> Never {
    let line = Array((message + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
    abort()
  }
}
