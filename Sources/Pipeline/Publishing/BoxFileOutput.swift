import Detections
import Messages
import Recording

/// Writes all detections of a replay to a Prophesee box file, each with its window's end as its time.
///
/// Boxes are written as they come, so that memory does not grow; the header, which says how many there are, is written at
/// the end, and only then does the file take its name.
public final class BoxFileOutput: FrameOutput {
  private static let flushByteCount = 1 << 16

  private var output: ByteOutput
  private var bytes: [UInt8]
  private var boxCount = 0

  /// Creates the file.
  ///
  /// - Throws: `output` where it cannot be created.
  public init(path: String) throws(PipelineError) {
    bytes = BoxFileEncoder.header(recordCount: 0)
    let remedy = "give the path of a file in a folder that you may write to"
    do { output = try ByteOutput(path: path, overwrites: true) } catch {
      throw PipelineError(.output, error.description, remedy: remedy)
    }
    guard output.isRegularFile else {
      throw PipelineError(.output, "\(path) is no regular file, which a box file must be", remedy: remedy)
    }
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
    try writing { (output) throws(RecordingError) in
      try output.rewrite(BoxFileEncoder.header(recordCount: boxCount))
      try output.finish()
    }
  }

  private func flush() throws(PipelineError) {
    try writing { (output) throws(RecordingError) in try output.write(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }

  private func writing(_ body: (inout ByteOutput) throws(RecordingError) -> Void) throws(PipelineError) {
    do { try body(&output) } catch {
      throw PipelineError(.output, error.description, remedy: "make room on the disk or give another path")
    }
  }
}
