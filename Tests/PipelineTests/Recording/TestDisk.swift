import Glibc
import Pipeline
import Recording
import Synchronization

/// A disk that is full or slow when a test wants it to be; what it takes goes into real files.
final class TestDisk: RecordingDisk {
  private struct State {
    var freeBytes: UInt64?
    var isFull = false
    var isStalled = false
    var waits = 0
  }

  private let state = Mutex(State())

  /// The room that it says it has; nil for that of the real one.
  var freeBytes: UInt64? {
    get { state.withLock { $0.freeBytes } }
    set { state.withLock { $0.freeBytes = newValue } }
  }

  /// Whether writes fail.
  var isFull: Bool {
    get { state.withLock { $0.isFull } }
    set { state.withLock { $0.isFull = newValue } }
  }

  /// Whether writes do not return.
  var isStalled: Bool {
    get { state.withLock { $0.isStalled } }
    set { state.withLock { $0.isStalled = newValue } }
  }

  /// Whether a write waits.
  var hasWaited: Bool { state.withLock { $0.waits > 0 } }

  func freeBytes(in folder: String) -> UInt64? { freeBytes ?? FileSystemDisk().freeBytes(in: folder) }

  func create(_ path: String) throws(RecordingError) -> any RecordingOutput {
    Output(try FileSystemDisk().create(path), self)
  }

  fileprivate func wait() throws(RecordingError) {
    if isStalled { state.withLock { $0.waits += 1 } }
    while isStalled { usleep(1_000) }
    if isFull { throw RecordingError(.noSpace, "cannot be written: No space left on device", path: "disk") }
  }

  private final class Output: RecordingOutput {
    private let output: any RecordingOutput
    private let disk: TestDisk

    init(_ output: any RecordingOutput, _ disk: TestDisk) {
      self.output = output
      self.disk = disk
    }

    func write(_ bytes: [UInt8]) throws(RecordingError) {
      try disk.wait()
      try output.write(bytes)
    }

    func finish() throws(RecordingError) { try output.finish() }
  }
}
