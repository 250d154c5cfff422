import Pictures
import Recording

/// A film as MP4.
final class VideoFilm: Film {
  private let encoder: VideoEncoder
  private let path: String

  init(path: String, width: Int, height: Int, framesPerSecond: Double) throws(CommandFailure) {
    self.path = path
    // The program's own message about a folder that cannot be written is harder to read than the system's.
    do {
      try ByteOutput.check(path: path, overwrites: true)
      _ = try ByteOutput(path: path, overwrites: true)
    } catch { throw CommandFailure(error) }
    do {
      encoder = try VideoEncoder(path: path, width: width, height: height, framesPerSecond: framesPerSecond)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }

  func add(_ canvas: Canvas) throws(CommandFailure) {
    do { try encoder.add(canvas) } catch { throw CommandFailure(error, path: path) }
  }

  func finish() throws(CommandFailure) {
    do { try encoder.finish() } catch { throw CommandFailure(error, path: path) }
  }
}
