import Glibc

/// The folder in which a camera's recordings lie, others' among them.
package struct RecordingFolder: Sendable {
  /// A recording of the camera.
  package struct File: Equatable, Sendable {
    /// Its name; those of one camera are in the order in which they were begun.
    package var name: String
    /// Its size.
    package var bytes: UInt64
    /// When it was written last, in nanoseconds since 1970.
    package var writtenNanoseconds: Int64

    /// Creates a file.
    package init(name: String, bytes: UInt64, writtenNanoseconds: Int64) {
      self.name = name
      self.bytes = bytes
      self.writtenNanoseconds = writtenNanoseconds
    }
  }

  package let path: String
  package let camera: String

  package init(path: String, camera: String) {
    self.path = path
    self.camera = camera
  }

  /// Makes the folder where it does not exist; a file that cannot be created in it says what is wrong.
  func make() { mkdir(path, 0o750) }

  /// The path of a new file.
  ///
  /// - Parameters:
  ///   - session: the session that its pipeline began with.
  ///   - fileExtension: without the dot.
  ///   - milliseconds: the time now, since 1970; moved on to that of the name, which no file has.
  package func newPath(session: UInt64, fileExtension: String, at milliseconds: inout Int64) -> String {
    while true {
      let file = "\(path)/\(camera)_\(Self.text(milliseconds: milliseconds))_\(session).\(fileExtension)"
      if access(file, F_OK) != 0 { return file }
      milliseconds += 1
    }
  }

  /// The camera's recordings, oldest first.
  package func files() -> [File] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var files: [File] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var information = stat()
      guard isOwn(name), lstat("\(path)/\(name)", &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      let written = Int64(information.st_mtim.tv_sec) * 1_000_000_000 + Int64(information.st_mtim.tv_nsec)
      files.append(
        File(name: name, bytes: UInt64(clamping: information.st_size), writtenNanoseconds: written))
    }
    return files.sorted { $0.name < $1.name }
  }

  /// Which files are to be removed, oldest first.
  ///
  /// - Parameters:
  ///   - files: the camera's, oldest first.
  ///   - open: the names of those that are being written: they count, but stay.
  ///   - keptBytes: how many bytes of all of them are kept; nil for all.
  ///   - keptMicroseconds: for how long they are kept; nil for ever.
  ///   - now: nanoseconds since 1970.
  package static func expendable(
    _ files: [File], open: Set<String>, keptBytes: UInt64?, keptMicroseconds: Int64?, atNanoseconds now: Int64
  ) -> [String] {
    var bytes = files.reduce(0) { $0 + $1.bytes }
    var expendable: [String] = []
    for file in files where !open.contains(file.name) {
      let isTooOld = keptMicroseconds.map { (now - file.writtenNanoseconds) / 1000 > $0 } ?? false
      guard isTooOld || bytes > keptBytes ?? .max else { continue }
      expendable.append(file.name)
      bytes -= file.bytes
    }
    return expendable
  }

  /// Whether a file has a name that this camera's recordings have: `CAMERA_20261201T093000.000Z_SESSION.mcap`.
  package func isOwn(_ name: String) -> Bool {
    guard name.hasPrefix("\(camera)_") else { return false }
    let parts = name.dropFirst(camera.count + 1).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let shape = parts[0].map { $0.isASCII && $0.isNumber ? "0" : $0 }
    let end = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return String(shape) == "00000000T000000.000Z" && end.count == 2 && UInt64(end[0]) != nil
      && ["mcap", "raw"].contains(end[1])
  }

  /// `20261201T093000.000Z`.
  private static func text(milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date = digits(Int(parts.tm_year) + 1900, 4) + digits(Int(parts.tm_mon) + 1, 2) + digits(Int(parts.tm_mday), 2)
    let time = digits(Int(parts.tm_hour), 2) + digits(Int(parts.tm_min), 2) + digits(Int(parts.tm_sec), 2)
    return "\(date)T\(time).\(digits(Int(milliseconds % 1000), 3))Z"
  }
}
