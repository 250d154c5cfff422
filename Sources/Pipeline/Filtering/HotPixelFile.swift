public import EventProcessing
import Glibc

/// A file of hot pixels: a line `x y` for each, as `HotPixelList` has it.
public enum HotPixelFile {
  /// Larger files are refused: every pixel of the largest sensors has room.
  private static let maximumBytes = 32 << 20

  /// The rule that a text means: `off`, `auto` for pixels that are learnt, or the path of a file, which is read.
  ///
  /// Throws as `read(path:)`.
  public static func rule(_ text: String, periodMicroseconds: Int64) throws(PipelineError) -> HotPixelRule {
    switch text {
    case "off": .off
    case "auto": .learn(periodMicroseconds: periodMicroseconds)
    default: .known(try read(path: text))
    }
  }

  /// Reads a file.
  ///
  /// Throws `missingInput` where it cannot be read, `badData` where a line is no pixel.
  public static func read(path: String) throws(PipelineError) -> [PixelPosition] {
    let bytes = try bytes(path: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PipelineError(.badData, "\(path): is no text in UTF-8", remedy: "give a file of lines such as 12 80")
    }
    do throws(HotPixelListError) { return try HotPixelList.parse(text) } catch {
      throw PipelineError(.badData, "\(path): \(error)", remedy: "or let the pixels be found with auto")
    }
  }

  private static func bytes(path: String) throws(PipelineError) -> [UInt8] {
    // Not blocking: opening a named pipe would otherwise wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "cannot open: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw failure(path, "is no regular file")
    }
    guard information.st_size <= maximumBytes else { throw failure(path, "has more than \(maximumBytes >> 20) MiB") }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be read to its end") }
      done += count
    }
    return bytes
  }

  private static func failure(_ path: String, _ message: String) -> PipelineError {
    PipelineError(.missingInput, "\(path): \(message)", remedy: "give another file of hot pixels, or auto")
  }
}
