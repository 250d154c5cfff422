import SpikingNetwork

/// Model files by path.
enum ModelLoading {
  /// Reads a model file; throws `CommandFailure` that names the file.
  static func model(path: String) throws(CommandFailure) -> ModelFile {
    let bytes = try InputFile(path: path).safetensorsBytes()
    do { return try ModelFile(bytes: bytes) } catch { throw CommandFailure(error, path: path) }
  }

  /// Reads a model file and builds its plan; throws `CommandFailure` that names the file.
  static func plan(path: String, merged: Bool) throws(CommandFailure) -> NetworkPlan {
    let model = try model(path: path)
    do { return try NetworkPlan(model: model, merged: merged) } catch { throw CommandFailure(error, path: path) }
  }
}
