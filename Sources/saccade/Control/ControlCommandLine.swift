import ArgumentParser

/// `saccade control`: what a running service is doing, and what it is told to do.
struct ControlCommandLine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control",
    abstract: "Ask and steer a running service.",
    discussion: """
      Speaks to saccade serve over its control socket and waits for the result. The exit status is 0 where everything asked for
      was done, 78 where the service has refused it, and 69 where no service answers.

      Examples:
        saccade control status
        saccade control reload
        saccade control pause front
        saccade control add rear source=rear.raw model=model.safetensors repeat=0
        saccade control remove rear
        saccade control hot-pixels front --output front.pixels
      """,
    subcommands: [
      ControlStatus.self, ControlReload.self, ControlReset.self, ControlPause.self, ControlResume.self, ControlAdd.self,
      ControlRemove.self, ControlHotPixels.self,
    ])
}

/// What all of them need.
struct ControlOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The service's control socket (default: where the service puts it: in /run/saccade, $XDG_RUNTIME_DIR or /tmp/saccade-UID).",
      valueName: "path"))
  var socket: String?

  @Flag(help: "Print as JSON.")
  var json = false
}

/// `saccade control status`.
struct ControlStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Print how the service and its cameras are.")
  @OptionGroup var options: ControlOptions

  func run() throws {
    let reply = try options.client().send("GET", "/status")
    if options.json {
      Terminal.writeOutput(String(decoding: reply.body, as: UTF8.self))
    } else {
      Terminal.writeOutput(try ControlReport.table(status: reply.body))
    }
  }
}

/// `saccade control reload`.
struct ControlReload: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Read the configuration again and take it up, camera by camera.")
  @OptionGroup var options: ControlOptions

  func run() throws { try options.command("reload") }
}

/// `saccade control reset`.
struct ControlReset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Let windows and membrane state begin anew.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera (default: all).")
  var camera: String?

  func run() throws { try options.command("reset", camera: camera) }
}

/// `saccade control pause`.
struct ControlPause: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "End a camera's pipeline until it is resumed.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera (default: all).")
  var camera: String?

  func run() throws { try options.command("pause", camera: camera) }
}

/// `saccade control resume`.
struct ControlResume: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let a paused camera run again.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera (default: all).")
  var camera: String?

  func run() throws { try options.command("resume", camera: camera) }
}

/// `saccade control add`.
struct ControlAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a camera, or set keys of one, until the service ends.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera.")
  var camera: String
  @Argument(help: ArgumentHelp("Keys of a camera, as in the configuration.", valueName: "key=value"))
  var settings: [String] = []

  func run() throws { try options.command("add", camera: camera, settings: settings) }
}

/// `saccade control remove`.
struct ControlRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a camera until the service ends.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera.")
  var camera: String

  func run() throws { try options.command("remove", camera: camera) }
}

/// `saccade control hot-pixels`.
struct ControlHotPixels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hot-pixels",
    abstract: "Print the pixels whose events a camera drops, as filters.hot_pixels reads them from a file.")
  @OptionGroup var options: ControlOptions
  @Argument(help: "The camera.")
  var camera: String
  @Option(name: .shortAndLong, help: ArgumentHelp("Write them to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    let reply = try options.client().send("GET", "/hot-pixels?camera=\(ControlOptions.encoded(camera))")
    guard reply.status == 200 else {
      let answer = String(decoding: reply.body.prefix(400), as: UTF8.self)
      throw CommandFailure(.configuration, answer.split(separator: "\n").first.map(String.init) ?? answer)
    }
    if let output {
      try OutputFile.write(reply.body, to: output)
    } else {
      Terminal.writeOutput(String(decoding: reply.body, as: UTF8.self))
    }
  }
}
