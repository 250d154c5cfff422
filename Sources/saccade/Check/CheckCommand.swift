import ArgumentParser
import Pipeline
import Settings
import Supervision

/// `saccade check`: what a configuration means.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a configuration and print what holds.",
    discussion: """
      Reads files, environment and flags as saccade serve does, loads every camera's model, and prints every key with its value
      and where it comes from, and how much memory the service will take at most. The exit status is 78 where something is
      wrong; every problem is named with its file, line and key, and what to do.

      Examples:
        saccade check
        saccade check --config saccade.yaml --json
        saccade check --manual > saccade.yaml
      """)

  @OptionGroup var options: SettingsOptions

  @Flag(help: "Print as JSON.")
  var json = false

  @Flag(help: "Print the file that explains every key, with its default.")
  var manual = false

  func run() throws {
    if manual {
      Terminal.writeOutput(SettingsManual.text())
      return
    }
    let settings = try options.load()
    let networks = SharedNetworks()
    var problems: [String] = []
    for camera in settings.cameras where camera.isEnabled {
      do throws(PipelineError) {
        try networks.prepare(camera)
        _ = try CameraFilters.rules(camera)
      } catch {
        problems.append("cameras.\(camera.name): \(error)")
      }
    }
    guard problems.isEmpty else { throw CommandFailure(.configuration, problems.joined(separator: "\n")) }
    let report = CheckReport(settings, files: options.sources.paths, memory: try MemoryBound(settings, networks))
    Terminal.writeOutput(json ? try JSONText.encode(report) + "\n" : report.table)
  }
}
