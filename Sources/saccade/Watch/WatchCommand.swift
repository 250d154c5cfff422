import ArgumentParser
import Messages
import Pipeline
import EventSources
import ZeroMQ

/// `saccade watch`: what a subscriber receives, as a live table.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show detections as they arrive.",
    discussion: """
      Subscribes to an endpoint and shows the newest detections with sensor time, latency and losses. On a terminal the table is
      redrawn in place; elsewhere one line is printed for every window. Ends by itself when every source that was seen has
      finished, after --count windows, after --timeout of silence, or on SIGINT and SIGTERM; then prints a summary. The exit
      status is 69 where --timeout has passed and nothing at all had arrived, so that scripts can tell.

      Examples:
        saccade watch
        saccade watch --connect tcp://robot:5555 --camera front
        saccade watch --json | jq .detections
      """)

  @Option(help: ArgumentHelp("The stream endpoint to connect to.", valueName: "endpoint"))
  var connect = ZeroMQPublisherSettings.defaultStreamEndpoint

  @Option(
    help: ArgumentHelp("This client's certificate, where the publisher asks for one.", valueName: "file.key_secret"))
  var curveKey: String?

  @Option(help: ArgumentHelp("The publisher's public certificate.", valueName: "file.key"))
  var curveServer: String?

  @Option(help: ArgumentHelp("The only source to show (default: all).", valueName: "name"))
  var camera: String?

  @Option(help: ArgumentHelp("End after so many windows.", valueName: "windows"))
  var count: UInt64?

  @Option(help: ArgumentHelp("End when nothing has arrived for so long (default: never).", valueName: "time"))
  var timeout: TimeArgument?

  @Flag(help: "Go on when sources finish, for those that come later.")
  var follow = false

  @Flag(help: "Print every frame, and at the end the summary, as one line of JSON each.")
  var json = false

  func validate() throws {
    guard (curveKey == nil) == (curveServer == nil) else {
      throw ValidationError("--curve-key and --curve-server go together: give both, or neither")
    }
  }

  func run() throws {
    TerminationSignals.block()
    do {
      try receive()
    } catch let error as PipelineError {
      throw CommandFailure(error)
    }
  }

  private func receive() throws {
    var settings = DetectionSubscriberSettings(endpoint: connect, camera: camera)
    settings.security = try security()
    let subscriber = try DetectionSubscriber(settings)
    var view = WatchView(style: json ? .json : Terminal.outputIsTerminal ? .table : .lines, endpoint: connect)
    var hasArrived = false
    var lastArrival = HostClock.monotonicNanoseconds()
    var isInterrupted = false
    var hasTimedOut = false
    while !isInterrupted, follow || !view.allSourcesHaveFinished, view.windows < count ?? .max {
      isInterrupted = TerminationSignals.wait(forMilliseconds: 0)
      if let message = try subscriber.receive(timeoutMilliseconds: 50) {
        hasArrived = true
        lastArrival = HostClock.monotonicNanoseconds()
        guard view.show(message) else { return }
      } else if let timeout, HostClock.monotonicNanoseconds() - lastArrival > timeout.microseconds * 1000 {
        hasTimedOut = true
        break
      }
      view.refresh(losses: subscriber.sequences.total)
    }
    view.finish(losses: subscriber.sequences.total, unreadable: subscriber.unreadableMessages)
    if hasTimedOut, !hasArrived {
      throw CommandFailure(
        .unavailable,
        "nothing has arrived from \(connect): start a publisher there, or give its endpoint with --connect")
    }
  }

  private func security() throws -> CurveSecurity? {
    guard let curveKey, let curveServer else { return nil }
    do throws(ZeroMQError) {
      return .client(
        try CurveCertificate.pair(path: curveKey), server: try CurveCertificate(path: curveServer).publicKey)
    } catch {
      throw CommandFailure(.configuration, error.description)
    }
  }
}
