import ArgumentParser
import FoundationEssentials
import Settings

/// Where configuration is read from.
struct SettingsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration (default: \(SettingsSources.usualFile) where it exists); conf.d/*.yaml beside it is read too.",
      valueName: "file"))
  var config: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Set a key, for example http.listen=127.0.0.1:9000; wins over files.", valueName: "key=value"))
  var set: [String] = []

  /// The sources that the options name.
  var sources: SettingsSources {
    SettingsSources(file: config, environment: ProcessInfo.processInfo.environment, flags: set)
  }

  /// Reads and checks everything; throws `CommandFailure` with status 78 and all that is wrong.
  func load() throws(CommandFailure) -> ServiceSettings {
    do throws(SettingsError) { return try sources.load() } catch {
      throw CommandFailure(.configuration, error.description)
    }
  }
}
