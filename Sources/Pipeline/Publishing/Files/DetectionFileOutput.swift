public import Messages
import Recording

/// Writes all detections of a replay to a file, each with its window's end as its time.
///
/// They are written as they come, so that memory does not grow; only at the end the file takes its name.
public final class DetectionFileOutput: FrameOutput {
  private static let writeByteCount = 1 << 16

  private var output: ByteOutput
  private var encoder: any DetectionFileEncoder
  private var bytes: [UInt8] = []
  private var meta: SourceMeta?

  /// Creates the file.
  ///
  /// - Parameters:
  ///   - path: its path, whose end says what kind of file it is; see `DetectionFileFormat`.
  ///   - camera: the name of the source, for formats that name it.
  ///   - recordsImages: whether an MCAP file has the event images of windows, too; the pipeline must give them.
  /// - Throws: `configuration` where the path's end says nothing; `output` where the file cannot be created.
  public init(path: String, camera: String, recordsImages: Bool = false) throws(PipelineError) {
    let format = try DetectionFileFormat(path: path)
    encoder = format.encoder(camera: camera, recordsImages: recordsImages)
    encoder.begin(into: &bytes)
    let remedy = "give the path of a file in a folder that you may write to"
    do { output = try ByteOutput(path: path, overwrites: true) } catch {
      throw PipelineError(.output, error.description, remedy: remedy)
    }
    guard encoder.finalBeginning == nil || output.isRegularFile else {
      throw PipelineError(
        .output, "\(path) is no regular file, which a .\(format.rawValue) file must be", remedy: remedy)
    }
  }

  /// Nothing is ever left out of a file.
  public var unsentMessages: UInt64 { 0 }

  /// Writes the frame's detections.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) {
    try encoder.add(frame, meta: meta, into: &bytes)
    if bytes.count >= Self.writeByteCount { try write() }
  }

  /// Writes the image of the frame before, where the file is to have it.
  public func show(_ image: ViewedImage, of frame: DetectionFrame) throws(PipelineError) {
    try encoder.add(image, of: frame, into: &bytes)
    if bytes.count >= Self.writeByteCount { try write() }
  }

  /// Remembers what the source is.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) { self.meta = meta }

  /// Completes the file and gives it its name.
  public func finish() throws(PipelineError) {
    try encoder.finish(into: &bytes)
    try write()
    do throws(RecordingError) {
      if let beginning = encoder.finalBeginning { try output.rewrite(beginning) }
      try output.finish()
    } catch { throw Self.failure(error) }
  }

  private func write() throws(PipelineError) {
    do throws(RecordingError) { try output.write(bytes) } catch { throw Self.failure(error) }
    bytes.removeAll(keepingCapacity: true)
  }

  private static func failure(_ error: RecordingError) -> PipelineError {
    PipelineError(.output, error.description, remedy: "make room on the disk or give another path")
  }
}
