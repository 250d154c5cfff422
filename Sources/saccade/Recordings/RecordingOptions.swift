import ArgumentParser
import EventFormats
import EventSources
import Events

/// Options of every command that reads a recording.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The recording's format (default: found from its content).",
      valueName: "format"))
  var format: EventFormat?

  @Option(
    help: ArgumentHelp(
      "The sensor's size, in place of what the recording says; events outside it are skipped and counted.",
      valueName: "WIDTHxHEIGHT"))
  var geometry: SensorGeometry?

  @OptionGroup(title: "Formats that do not say everything themselves")
  var reading: ReadingOptions

  /// Opens a recording.
  func open(_ path: String) throws(CommandFailure) -> AnyRecording {
    do throws(EventSourceError) {
      var decoding = reading.decodingOptions
      decoding.geometry = geometry
      return try AnyRecording(path: path, format: format, options: decoding)
    } catch {
      throw CommandFailure(error)
    }
  }
}
