import FoundationEssentials
import Glibc
import Pictures

/// The images that a command line names, in a fixed order.
struct ImageList {
  /// The images; a file that is named twice is there twice.
  private(set) var images: [ListedImage] = []

  /// Folders that are being walked, so that a link back to one of them does not lead round in circles.
  private var openFolders: Set<FileIdentity> = []

  private struct FileIdentity: Hashable {
    var device: UInt64
    var number: UInt64
  }

  /// Lists images and folders given as arguments, then those that a text file names.
  ///
  /// - Throws: `CommandFailure` for a list or a folder that cannot be read, and where there is no image at all.
  init(arguments: [String], listFile: String?) throws(CommandFailure) {
    for path in arguments { try add(path) }
    if let listFile {
      for path in try Self.paths(in: listFile) { try add(path) }
    }
    guard !images.isEmpty else {
      let places = (arguments + (listFile.map { [$0] } ?? [])).joined(separator: ", ")
      throw CommandFailure(
        .missingInput,
        "\(places): no image there; images are files that end with .\(ImageFormat.fileExtensions.joined(separator: ", ."))"
      )
    }
  }

  /// Adds a file, whatever its name and whether it exists or not, or all images below a folder.
  private mutating func add(_ path: String) throws(CommandFailure) {
    guard !path.isEmpty else { throw CommandFailure(.usage, "the path of an image is empty; give files or folders") }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      images.append(ListedImage(path: path, placeInFolder: Self.lastPart(of: path)))
      return
    }
    try walk(path, place: "", status: status)
  }

  private mutating func walk(_ folder: String, place: String, status: stat) throws(CommandFailure) {
    let identity = FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    guard openFolders.insert(identity).inserted else { return }
    defer { openFolders.remove(identity) }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw CommandFailure(.missingInput, "\(folder): the folder cannot be read; check who may read it")
    }
    for name in names where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      let innerPlace = place.isEmpty ? name : "\(place)/\(name)"
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try walk(path, place: innerPlace, status: status)
      case S_IFREG where Self.isImage(name): images.append(ListedImage(path: path, placeInFolder: innerPlace))
      default: break
      }
    }
  }

  private static func isImage(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return ImageFormat.fileExtensions.contains(name[name.index(after: dot)...].lowercased())
  }

  private static func lastPart(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The lines of a list as paths, those that are relative counted from the list's folder.
  private static func paths(in listFile: String) throws(CommandFailure) -> [String] {
    let bytes = listFile == "-" ? try standardInput() : try InputFile(path: listFile).bytes()
    guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
      throw CommandFailure(.badData, "\(listFile): no list of images: it is not text in UTF-8; give one path a line")
    }
    let folder = listFile.lastIndex(of: "/").map { String(listFile[...$0]) } ?? ""
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let path = String(line)
      guard path.contains(where: { !$0.isWhitespace }) else { return nil }
      return path.hasPrefix("/") ? path : folder + path
    }
  }

  private static func standardInput() throws(CommandFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandFailure(.missingInput, "standard input: cannot read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
  }
}
