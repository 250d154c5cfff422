import EventFormats
import Events
import Glibc
import HDF5Files

/// The recordings of a folder, one after the other in the order of their names; each begins a session.
///
/// Files that are no recordings, such as boxes and notes, are passed over and named in the description.
struct FolderSource: RecordedSource {
  private(set) var timing: SourceTiming?

  private let path: String
  private let open: (String) throws(EventSourceError) -> any RecordedSource
  private let names: [String]
  private var index = 0
  private var current: (any RecordedSource)?
  private var before = DecodingStatistics()
  private var passedOver: [String] = []

  /// Opens the first recording of a folder.
  ///
  /// - Throws: `missing` where it has none.
  init(
    path: String, open: @escaping (String) throws(EventSourceError) -> any RecordedSource
  ) throws(EventSourceError) {
    self.path = path
    self.open = open
    names = try Self.fileNames(in: path)
    guard try openNext() else {
      throw EventSourceError(
        .missing,
        "none of the \(names.count) files in it could be read; name a recording, or a folder that has some", path: path)
    }
  }

  /// Whether there is a folder at the path.
  static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  var description: StreamDescription {
    var description = current?.description ?? StreamDescription(format: .raw)
    for name in passedOver { description.metadata.append(.init(key: "passed_over", value: name)) }
    return description
  }

  var statistics: DecodingStatistics {
    var statistics = before
    if let current { statistics += current.statistics }
    return statistics
  }

  var fractionRead: Double? {
    guard let current else { return 1 }
    return (Double(index - 1) + (current.fractionRead ?? 0)) / Double(max(names.count, 1))
  }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    timing = nil
    while var recording = current {
      if try recording.read(into: &batch) {
        current = recording
        return true
      }
      guard try openNext() else { break }
      timing = SourceTiming(beginsSession: true)
    }
    batch.removeAll()
    return false
  }

  /// Goes back to the start; a time within does not name one place, since recordings begin anew.
  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    guard time == .min else {
      throw EventSourceError(.unsupported, "is a folder, in which no time can be sought; name a recording", path: path)
    }
    (index, passedOver, before) = (0, [], DecodingStatistics())
    current = nil
    _ = try openNext()
  }

  private mutating func openNext() throws(EventSourceError) -> Bool {
    if let current { before += current.statistics }
    current = nil
    while index < names.count {
      let name = names[index]
      index += 1
      do throws(EventSourceError) {
        current = try open("\(path)/\(name)")
        return true
      } catch {
        guard error.code == .badData else { throw error }
        passedOver.append(name)
      }
    }
    return false
  }

  /// The regular files of a folder by name, hidden ones left out.
  private static func fileNames(in path: String) throws(EventSourceError) -> [String] {
    guard let folder = opendir(path) else {
      let number = errno
      throw EventSourceError(
        number == ENOENT ? .missing : .unreadable, "cannot be opened: \(String(cString: strerror(number)))", path: path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix("."), RecordingFile.byteCount(ofRegularFile: "\(path)/\(name)") != nil else { continue }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
