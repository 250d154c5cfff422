import Detections
import Glibc
import Messages

/// Writes all detections of a replay to a Prophesee box file, each with its window's end as its time.
///
/// Boxes are written as they come, so that memory does not grow; the header, which says how many there are, is written at
/// the end, and only then does the file take its name.
public final class BoxFileOutput: FrameOutput {
  private static let flushByteCount = 1 << 16

  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var bytes: [UInt8]
  private var boxCount = 0
  private var isFinished = false

  /// Creates the file.
  ///
  /// - Throws: `output` where it cannot be created.
  public init(path: String) throws(PipelineError) {
    self.path = path
    temporaryPath = "\(path).\(getpid()).partial"
    bytes = BoxFileEncoder.header(recordCount: 0)
    var status = stat()
    guard stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
      throw PipelineError(
        .output, "\(path) cannot be created: there is a folder of that name", remedy: "give the path of a file")
    }
    descriptor = open(temporaryPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw PipelineError(
        .output, "\(path) cannot be created: \(String(cString: strerror(errno)))",
        remedy: "give a path in a folder that you may write to")
    }
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(temporaryPath) }
  }

  /// Nothing is ever left out of a file.
  public var unsentMessages: UInt64 { 0 }

  /// Writes the frame's detections.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) {
    for detection in frame.detections {
      BoxFileEncoder.append(TimedDetection(time: frame.windowEndMicroseconds, detection: detection), to: &bytes)
    }
    boxCount += frame.detections.count
    if bytes.count >= Self.flushByteCount { try flush() }
  }

  /// A box file holds boxes alone.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) {}

  /// Completes the file and gives it its name.
  public func finish() throws(PipelineError) {
    try flush()
    bytes = BoxFileEncoder.header(recordCount: boxCount)
    lseek(descriptor, 0, SEEK_SET)
    try flush()
    guard rename(temporaryPath, path) == 0 else { throw failure(errno) }
    isFinished = true
  }

  private func flush() throws(PipelineError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(errno) }
      written += count
    }
    bytes.removeAll(keepingCapacity: true)
  }

  private func failure(_ number: Int32) -> PipelineError {
    PipelineError(
      .output, "\(path) cannot be written: \(String(cString: strerror(number)))",
      remedy: "make room on the disk or give another path")
  }
}
