import FoundationEssentials
import Glibc

/// Reads the partial results of a data set's shards and puts them together.
enum MergedPartials {
  /// Merges files, and the shards in folders.
  ///
  /// - Throws: `CommandFailure` where one cannot be read, they are of different evaluations, or clips are missing or twice.
  static func merge(_ paths: [String]) throws(CommandFailure) -> EvaluationPartial {
    var merged: EvaluationPartial?
    var sourceOfClip: [Int: String] = [:]
    for path in try files(paths) {
      let partial = try EvaluationPartial(path: path)
      if let difference = merged.flatMap({ partial.settings.difference(from: $0.settings) }) {
        throw CommandFailure(.badData, "\(path): is of another evaluation than the files before it (\(difference))")
      }
      for clip in partial.clips {
        guard partial.settings.clips.indices.contains(clip.number) else {
          throw CommandFailure(
            .badData, "\(path): has a clip \(clip.number), which the data set has not; it is damaged")
        }
        if let other = sourceOfClip.updateValue(path, forKey: clip.number) {
          throw CommandFailure(
            .badData, "\(path): \(partial.settings.clips[clip.number]) is in it and in \(other); give every shard once")
        }
      }
      if merged == nil {
        merged = partial
      } else {
        merged?.clips += partial.clips
        merged?.problems += partial.problems
      }
    }
    guard var merged else { throw CommandFailure(.usage, "--merge names no partial results; give files or folders") }
    let missing = merged.settings.clips.indices.filter { sourceOfClip[$0] == nil }
    if let first = missing.first {
      throw CommandFailure(
        .badData,
        "\(missing.count) of \(merged.settings.clips.count) clips are in none of the partial results, the first "
          + "\(merged.settings.clips[first]); give the files of all shards")
    }
    merged.clips.sort { $0.number < $1.number }
    // Every shard looks through the whole data set and finds the same.
    merged.problems = Set(merged.problems).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    return merged
  }

  private static func files(_ paths: [String]) throws(CommandFailure) -> [String] {
    var files: [String] = []
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        files.append(path)
        continue
      }
      let names: [String]
      do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
        throw CommandFailure(.missingInput, "\(path): the folder cannot be read; check who may read it")
      }
      let found = names.filter { $0.hasSuffix(EvaluationPartial.fileEnding) }.sorted()
      guard !found.isEmpty else {
        throw CommandFailure(
          .missingInput,
          "\(path): no file *\(EvaluationPartial.fileEnding) there; give the folder of 'evaluate --shard'")
      }
      files += found.map { "\(path)/\($0)" }
    }
    return files
  }
}
