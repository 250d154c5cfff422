import Pictures
import Recording

/// A film as GIF.
final class GIFFilm: Film {
  private let encoder: GIFEncoder
  private var output: ByteOutput
  private let framesPerSecond: Double
  private let path: String
  private var frames = 0

  init(path: String, width: Int, height: Int, framesPerSecond: Double) throws(CommandFailure) {
    self.path = path
    self.framesPerSecond = framesPerSecond
    do { encoder = try GIFEncoder(width: width, height: height) } catch { throw CommandFailure(error, path: path) }
    do { output = try ByteOutput(path: path, overwrites: true) } catch { throw CommandFailure(error) }
  }

  func add(_ canvas: Canvas) throws(CommandFailure) {
    // Times are whole hundredths of a second: each picture ends at the hundredth next to its true end, so that errors
    // do not add up.
    let start = (Double(frames) * 100 / framesPerSecond).rounded()
    let end = (Double(frames + 1) * 100 / framesPerSecond).rounded()
    do { try encoder.add(canvas, centiseconds: Int(min(end - start, 60_000))) } catch {
      throw CommandFailure(error, path: path)
    }
    frames += 1
    try flush()
  }

  func finish() throws(CommandFailure) {
    do { try encoder.finish() } catch { throw CommandFailure(error, path: path) }
    try flush()
    do { try output.finish() } catch { throw CommandFailure(error) }
  }

  private func flush() throws(CommandFailure) {
    do { try output.write(encoder.takeBytes()) } catch { throw CommandFailure(error) }
  }
}
