import ArgumentParser
import ControlPlane
import FoundationEssentials
import Glibc
import Pipeline
import Settings
import Supervision
import Telemetry
import ZeroMQ

/// `saccade serve`: the service, one pipeline a camera.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Keep cameras running and publish their detections, as a service.",
    discussion: """
      Reads the configuration, starts a pipeline for every camera, starts those again that fail, and says over HTTP and to the
      service manager how they are. SIGHUP reads the configuration again; cameras that it does not change are not disturbed.
      SIGTERM publishes what is in flight and ends; a second one ends at once.

      Examples:
        saccade serve --config saccade.yaml
        saccade serve --set cameras.front.source=drive_td.dat --set cameras.front.model=model.safetensors
        saccade control status
        curl localhost:8080/metrics
      """)

  @OptionGroup var options: SettingsOptions

  func run() throws {
    let settings = try options.load()
    // Before any thread: they inherit it.
    ServiceSignals.block()
    let environment = ProcessInfo.processInfo.environment
    let log = StructuredLog(format: StructuredLog.usualFormat)
    let inherited = SocketActivation.listeners(environment: environment, processID: getpid())
    do {
      let networks = SharedNetworks()
      let access = try makeAccess(settings, log: log)
      let publisher = try makePublisher(settings, access: access)
      let surroundings = CameraSurroundings(
        networks: networks, publisher: publisher, access: access,
        turnstile: settings.inferenceSlots.map { InferenceTurnstile(slots: $0) },
        lingerMilliseconds: Int(settings.lingerMicroseconds / 1000),
        checkpoints: try (settings.stateDirectory ?? Self.stateDirectory(environment)).map {
          path throws(PipelineError) in
          try CheckpointFolder(path: path)
        }, log: log)
      let service = Service(
        settings: settings, sources: options.sources, surroundings: surroundings,
        notifier: ServiceNotifier(environment: environment, processID: getpid()))
      service.configureLog(settings)
      let socket = ControlSocketPath.path(settings.controlSocket, environment: environment)
      let server = try ControlPlaneServer(
        settings: settings, socketPath: socket, inherited: inherited, service: service)
      var fields = ["version": SaccadeVersion.current, "cameras": "\(settings.cameras.count)"]
      fields["http"] = server.addresses.isEmpty ? nil : server.addresses.joined(separator: " ")
      fields["control"] = socket
      fields["stream"] = publisher?.streamEndpoint?.description
      log.record(LogRecord(.info, "starting", "the service begins", fields))
      let isDrained = try service.run()
      server.stop()
      // Threads that did not end in time hold what a usual end would take away from under them.
      if !isDrained { _exit(0) }
    } catch let error as PipelineError {
      throw CommandFailure(error)
    } catch let error as ControlPlaneError {
      throw CommandFailure(error.code == .configuration ? .configuration : .unavailable, error.description)
    }
  }

  private func makeAccess(_ settings: ServiceSettings, log: StructuredLog) throws(PipelineError) -> ClientAccess? {
    guard let keyFile = settings.curveKeyFile, let folder = settings.curveClientFolder else { return nil }
    return try ClientAccess(keyFile: keyFile, clientFolder: folder) { refusal in
      switch refusal {
      case .unknownKey(let address, let key):
        log.record(
          LogRecord(.warning, "client_refused", "a client's key is not known", ["address": address, "key": key]))
      case .topic(let client, let prefix):
        log.record(
          LogRecord(
            .warning, "subscription_refused", "a client may not receive what it has subscribed to",
            ["client": client, "topic": prefix]))
      }
    }
  }

  private func makePublisher(
    _ settings: ServiceSettings, access: ClientAccess?
  ) throws(PipelineError) -> ZeroMQPublisher? {
    guard settings.streamEndpoint != nil || settings.latestEndpoint != nil else { return nil }
    let cameras = Double(max(settings.cameras.count, 4))
    var publishing = ZeroMQPublisherSettings(
      framesPerSecond: ZeroMQPublisherSettings.fastestFramesPerSecond * cameras)
    publishing.streamEndpoint = settings.streamEndpoint
    publishing.latestEndpoint = settings.latestEndpoint
    publishing.lingerMilliseconds = Int(settings.lingerMicroseconds / 1000)
    return try ZeroMQPublisher(publishing, access: access)
  }

  /// The unit's StateDirectory, the first where it has several.
  private static func stateDirectory(_ environment: [String: String]) -> String? {
    environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
  }
}
