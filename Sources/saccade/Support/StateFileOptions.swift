import ArgumentParser
import SpikingNetwork

/// The options of commands that take up or leave a membrane state in a file.
struct StateFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Begin with the membrane potentials of this file, not with zeros.", valueName: "file"))
  var stateIn: String?

  @Option(help: ArgumentHelp("Write the membrane potentials as they are at the end.", valueName: "file"))
  var stateOut: String?

  /// The state to begin with; nil where none is asked for.
  ///
  /// Throws `CommandFailure` that names the file, with status 78 where the state would be zeroed at once.
  func load(outline: NetworkOutline, mode: StateMode) throws(CommandFailure) -> MembraneState? {
    guard let stateIn else { return nil }
    guard mode == .carry else {
      throw CommandFailure(
        .configuration,
        "\(stateIn): with the state reset before each window no saved state is used; give --state carry, or leave out "
          + "--state-in")
    }
    let bytes = try InputFile(path: stateIn).safetensorsBytes()
    do { return try MembraneState(outline: outline, savedBytes: bytes) } catch {
      throw CommandFailure(error, path: stateIn)
    }
  }

  /// Writes the state where that is asked for.
  func save(_ savedBytes: () throws(SafetensorsError) -> [UInt8]) throws(CommandFailure) {
    guard let stateOut else { return }
    let bytes: [UInt8]
    do { bytes = try savedBytes() } catch { throw CommandFailure(error, path: stateOut) }
    try OutputFile.write(bytes, to: stateOut)
  }
}
