import SpikingNetwork

/// Model files by path.
enum ModelLoading {
  /// Reads a model file; throws `CommandFailure` that names the file.
  static func model(path: String) throws(CommandFailure) -> ModelFile {
    let bytes: [UInt8]
    do throws(CommandFailure) {
      bytes = try InputFile(path: path).safetensorsBytes()
    } catch {
      guard error.status == .badData else { throw error }
      throw CommandFailure(
        .badData, "\(error.message): give a model written by 'saccade network import' or 'saccade network generate'")
    }
    do { return try ModelFile(bytes: bytes) } catch { throw CommandFailure(error, path: path) }
  }

  /// Reads a model file and builds its plan; throws `CommandFailure` that names the file.
  static func plan(path: String, merged: Bool) throws(CommandFailure) -> NetworkPlan {
    let model = try model(path: path)
    do { return try NetworkPlan(model: model, merged: merged) } catch { throw CommandFailure(error, path: path) }
  }
}
