import EventProcessing
import Settings
import Supervision
import Telemetry

/// Finds what a request asks for.
struct RequestRouter: Sendable {
  /// What has to be done for a request.
  enum Route: Sendable, Equatable {
    /// It is answered at once.
    case answer(Answer)
    /// The service has to be asked, which may take seconds.
    case control(ControlCommand)
  }

  /// Where the service is asked.
  let service: Service
  /// What is known of Foxglove's clients.
  let foxglove: FoxgloveHub

  /// Finds the route of a request that may be answered.
  func route(_ head: RequestHead, body: [UInt8]) -> Route {
    switch head.method {
    case "GET", "HEAD": .answer(read(head))
    case "POST" where head.path.hasPrefix("/control/"): control(head, body)
    default: .answer(.text(405, "use GET, or POST below /control/"))
    }
  }

  private func read(_ head: RequestHead) -> Answer {
    switch head.path {
    case "/metrics": Answer(200, MetricsText.contentType, Array(ServiceMetrics.text(service, foxglove: foxglove).utf8))
    case "/livez":
      if let standstill = service.standstill { .text(503, standstill) } else { .text(200, "alive") }
    case "/readyz": readiness()
    case "/status": .json(200, service.status)
    case "/": DashboardPage.answer
    case "/settings": .json(200, service.settings.all.map { ShownSetting($0) })
    case "/hot-pixels": hotPixels(head.query("camera") ?? "")
    case "/view": .text(426, "this is for a WebSocket: GET / is the page that opens it")
    case "/foxglove":
      .text(
        426,
        """
        this is for Foxglove: open a connection to ws://HOST:PORT/foxglove (foxglove.sdk.v1 or foxglove.websocket.v1). Where a page is
        turned away, add its host to http.hosts; from other machines add ?token=TOKEN
        """)
    default:
      .text(
        404,
        """
        there is no \(String(head.path.prefix(80))). There are / (a page for people), /metrics (Prometheus), /livez, /readyz, /status and
        /settings (JSON), /hot-pixels?camera=NAME (text), /foxglove (WebSocket); POST /control/reload, /control/reset?camera=NAME,
        /control/pause, /control/resume, /control/add,
        /control/remove
        """)
    }
  }

  private func readiness() -> Answer {
    let (isReady, cameras) = service.readiness
    let lines = cameras.map { "\($0.state.isReady ? "ready" : "not ready")\t\($0.name)\t\($0.state)" }
    return .text(isReady ? 200 : 503, ([isReady ? "ready" : "not ready"] + lines).joined(separator: "\n"))
  }

  /// A camera's hot pixels as the file that `filters.hot_pixels` can name.
  private func hotPixels(_ name: String) -> Answer {
    guard let camera = service.camera(name) else {
      return .text(404, "there is no camera '\(name.prefix(80))': GET /hot-pixels?camera=NAME")
    }
    guard let pixels = camera.hotPixels else {
      return .text(
        409, "\(name) knows no hot pixels: filters.hot_pixels is off, they are still being learnt, or no pipeline runs")
    }
    return Answer(200, "text/plain; charset=utf-8", Array(HotPixelList.text(pixels).utf8))
  }

  private func control(_ head: RequestHead, _ body: [UInt8]) -> Route {
    let name = String(head.path.dropFirst("/control/".count))
    let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    guard let command = ControlCommand(name: name, camera: head.query("camera"), settings: lines) else {
      return .answer(
        .text(404, "there is no such command: POST reload, or reset, pause, resume, add or remove with ?camera=NAME"))
    }
    return .control(command)
  }
}
