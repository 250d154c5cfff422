import FoundationEssentials
import Glibc

/// Where an evaluation keeps the clips that it has finished, to go on from after an interruption: the folder `clips` in that of
/// the report.
struct PartialStore {
  /// The report's folder.
  let folder: String

  private var clipFolder: String { "\(folder)/clips" }

  /// Opens the store, making the report's folder where it is not there.
  init(folder: String) throws(CommandFailure) {
    self.folder = folder
    try Self.make(folder)
  }

  /// The finished result of a clip; nil where there is none, or its files have changed since.
  ///
  /// - Throws: `CommandFailure` where it was made with other settings.
  func result(of clip: EvaluationClip, settings: EvaluationSettings) throws(CommandFailure) -> ClipResult? {
    let path = path(of: clip)
    guard access(path, R_OK) == 0 else { return nil }
    let partial: EvaluationPartial
    do throws(CommandFailure) { partial = try EvaluationPartial(path: path) } catch {
      // A power failure may have left an empty file behind; the clip is run again.
      guard error.status == .badData else { throw error }
      return nil
    }
    if let difference = partial.settings.difference(from: settings) {
      throw CommandFailure(
        .configuration,
        "\(path): was evaluated with other settings (\(difference)); give --report another folder, or begin anew with --restart"
      )
    }
    guard let result = partial.clips.first, result.number == clip.number else { return nil }
    return result.fileSizes == Self.fileSizes(of: clip) ? result : nil
  }

  /// Keeps the result of a clip.
  func keep(_ result: ClipResult, of clip: EvaluationClip, settings: EvaluationSettings, dataset: String) throws {
    try Self.make(clipFolder)
    let partial = EvaluationPartial(settings: settings, dataset: dataset, clips: [result])
    try OutputFile.write(partial.fileBytes(), to: path(of: clip))
  }

  /// Forgets all finished clips.
  func removeAll() throws(CommandFailure) {
    guard access(clipFolder, F_OK) == 0 else { return }
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: clipFolder)
      where name.hasSuffix(EvaluationPartial.fileEnding) {
        try FileManager.default.removeItem(atPath: "\(clipFolder)/\(name)")
      }
    } catch {
      throw CommandFailure(.unavailable, "\(clipFolder): cannot remove the finished clips; give --report another place")
    }
  }

  /// The sizes by which it is known whether a clip's files have changed.
  static func fileSizes(of clip: EvaluationClip) -> [Int] {
    [clip.recording, clip.labels].map { path in
      var status = stat()
      return stat(path, &status) == 0 ? Int(status.st_size) : -1
    }
  }

  private static func make(_ path: String) throws(CommandFailure) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw CommandFailure(.unavailable, "\(path): cannot make the folder; give --report another place")
    }
  }

  private func path(of clip: EvaluationClip) -> String {
    let digits = String(clip.number)
    let flat = String(clip.name.map { $0 == "/" ? "_" : $0 }.suffix(150))
    return
      "\(clipFolder)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)-\(flat)\(EvaluationPartial.fileEnding)"
  }
}
