import Recording

/// A file that has its name from the beginning.
final class GrowingFile: RecordingOutput {
  private var output: ByteOutput

  init(path: String) throws(RecordingError) {
    output = try ByteOutput(path: path, overwrites: false, growsInPlace: true)
  }

  func write(_ bytes: [UInt8]) throws(RecordingError) { try output.write(bytes) }

  func finish() throws(RecordingError) { try output.finish() }
}
