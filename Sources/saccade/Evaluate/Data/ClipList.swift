import FoundationEssentials
import Glibc

/// The recordings of a data set's folder and those below it that have labels: `NAME_td.dat` or any other `NAME.ENDING`, with
/// `NAME_bbox.npy` beside it.
struct ClipList {
  /// The clips, by name.
  private(set) var clips: [EvaluationClip] = []
  /// Labels without a recording, and recordings without labels.
  private(set) var problems: [EvaluationProblem] = []

  private static let labelEnding = "_bbox.npy"
  private static let recordingEnding = "_td.dat"
  /// Endings of other formats that hold events.
  private static let endings: Set<String> = [
    "dat", "raw", "hdf5", "h5", "aedat", "aedat4", "es", "bin", "csv", "txt", "npy", "mcap", "bag", "db3",
  ]

  /// Lists a folder.
  ///
  /// - Throws: `CommandFailure` where it cannot be read or has no clip.
  init(folder: String) throws(CommandFailure) {
    let root = folder.hasSuffix("/") ? folder : folder + "/"
    var names: [String] = []
    try Self.walk(root, place: "", into: &names)
    let known = Set(names)
    var taken: Set<String> = []
    for labels in names where labels.hasSuffix(Self.labelEnding) {
      let stem = String(labels.dropLast(Self.labelEnding.count))
      let candidates = names.filter { Self.isRecording($0, stem: stem) }
      let usual = stem + Self.recordingEnding
      guard let recording = known.contains(usual) ? usual : candidates.first else {
        problems.append(
          EvaluationProblem(file: labels, message: "no recording belongs to these labels; they are left out"))
        continue
      }
      if recording != usual, candidates.count > 1 {
        problems.append(
          EvaluationProblem(
            file: labels, message: "several recordings could belong to these labels; \(recording) is taken"))
      }
      taken.insert(recording)
      clips.append(
        EvaluationClip(
          number: clips.count, name: recording, labelName: labels, recording: root + recording, labels: root + labels))
    }
    for recording in names where recording.hasSuffix(Self.recordingEnding) && !taken.contains(recording) {
      let labels = String(recording.dropLast(Self.recordingEnding.count)) + Self.labelEnding
      problems.append(
        EvaluationProblem(file: recording, message: "no labels: \(labels) is missing; the recording is left out"))
    }
    guard !clips.isEmpty else {
      throw CommandFailure(
        .missingInput,
        "\(folder): no recording with labels there or below"
          + (problems.first.map { " (\($0.text))" } ?? "") + "; give a folder of NAME_td.dat with NAME_bbox.npy")
    }
  }

  private static func isRecording(_ name: String, stem: String) -> Bool {
    guard name.hasPrefix(stem + "."), !name.hasSuffix(labelEnding) else { return false }
    let ending = name.dropFirst(stem.count + 1)
    return endings.contains(ending.lowercased())
  }

  /// Adds the files below a folder, sorted byte by byte, without following links to folders round in circles.
  private static func walk(_ folder: String, place: String, into names: inout [String], depth: Int = 0)
    throws(CommandFailure)
  {
    let entries: [String]
    do { entries = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw CommandFailure(.missingInput, "\(folder): the folder cannot be read; check the path")
    }
    for entry in entries.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !entry.hasPrefix(".") {
      var status = stat()
      guard stat(folder + entry, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR where depth < 32:
        try walk(folder + entry + "/", place: place + entry + "/", into: &names, depth: depth + 1)
      case S_IFREG: names.append(place + entry)
      default: break
      }
    }
  }
}
