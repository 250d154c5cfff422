import Glibc

/// Encodes films as MP4 (H.264) through the program `ffmpeg`, a picture at a time.
///
/// The file is written under a temporary name in the same folder and gets its own when it is complete. An encoder
/// belongs to one thread at a time.
public final class VideoEncoder {
  private let path: String
  private let temporaryPath: String
  private let width: Int
  private let height: Int
  private var process: ChildProcess?

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - width: columns of every picture.
  ///   - height: rows of every picture.
  ///   - framesPerSecond: pictures per second, more than 0.
  ///   - program: the program's name, searched for on the path.
  /// - Throws: `encoderMissing` where there is no such program, `encoderFailed` where it cannot be started.
  public init(
    path: String, width: Int, height: Int, framesPerSecond: Double, program: String = "ffmpeg"
  ) throws(PictureError) {
    self.path = path
    self.width = width
    self.height = height
    temporaryPath = "\(path).\(getpid()).partial"
    // A path that begins with a dash, or looks like a protocol, must be taken as a file.
    let target = "file:\(temporaryPath)"
    let arguments = [
      "-v", "error", "-nostdin", "-f", "rawvideo", "-pixel_format", "rgba", "-video_size", "\(width)x\(height)",
      "-framerate", "\(framesPerSecond)", "-i", "pipe:0", "-an",
      // H.264 with colours at half the resolution, which every player knows, needs even sides.
      "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-preset", "medium", "-crf", "18",
      "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4", "-y", target,
    ]
    do throws(ChildProcess.StartError) {
      process = try ChildProcess(program: program, arguments: arguments)
    } catch {
      guard error.isMissing else {
        throw PictureError(.encoderFailed, "\(program) cannot be started: \(error.reason)")
      }
      throw PictureError(
        .encoderMissing,
        "MP4 is written by the program \(program), which is not installed; install the Debian package ffmpeg, or write a GIF"
      )
    }
  }

  deinit {
    guard let process else { return }
    process.kill()
    _ = process.wait()
    unlink(temporaryPath)
  }

  /// Adds a picture of the size given at the start.
  ///
  /// - Throws: `encoderFailed` with what the program said.
  public func add(_ canvas: Canvas) throws(PictureError) {
    guard canvas.width == width, canvas.height == height else {
      throw PictureError(
        .notRepresentable, "A picture of \(canvas.width)x\(canvas.height) does not fit a film of \(width)x\(height)")
    }
    let isWritten = canvas.pixels.withUnsafeBytes { process?.write($0) ?? false }
    guard isWritten else { throw fail() }
  }

  /// Waits for the program to end and gives the file its name.
  ///
  /// - Throws: `encoderFailed` with what the program said.
  public func finish() throws(PictureError) {
    guard let process else { return }
    process.closeInput()
    guard process.wait() == 0 else { throw fail() }
    self.process = nil
    guard rename(temporaryPath, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporaryPath)
      throw PictureError(.encoderFailed, "the film cannot get its name: \(reason)")
    }
  }

  private func fail() -> PictureError {
    process?.kill()
    _ = process?.wait()
    let said = process?.errorOutput.split(separator: "\n").first.map(String.init) ?? "it ended early"
    process = nil
    unlink(temporaryPath)
    return PictureError(.encoderFailed, "ffmpeg cannot write the film: \(said)")
  }
}
