import Messages
import Pipeline
import Telemetry
import EventSources

/// What `saccade watch` shows of the messages it has received.
struct WatchView {
  /// How it is shown.
  enum Style {
    /// A table that is redrawn in place.
    case table
    /// A line for every window.
    case lines
    /// A line of JSON for every window.
    case json
  }

  private static let refreshPeriodNanoseconds: Int64 = 100_000_000

  private let style: Style
  private let endpoint: String
  private var sources: [String: WatchedSource] = [:]
  private var latencies = LatencyHistogram()
  private var screen = ScreenRegion()
  private var lastRefreshNanoseconds: Int64 = 0

  /// Windows received.
  private(set) var windows: UInt64 = 0

  init(style: Style, endpoint: String) {
    self.style = style
    self.endpoint = endpoint
    if style == .lines { Terminal.writeOutput(WatchedSource.lineHeader + "\n") }
  }

  /// Whether there were sources and all of them have said that they are finished.
  var allSourcesHaveFinished: Bool { !sources.isEmpty && sources.values.allSatisfy(\.hasFinished) }

  /// Takes a message; false once nobody reads the output any more.
  mutating func show(_ message: ReceivedMessage) -> Bool {
    switch message.content {
    case .detections(let frame, let lostBefore):
      windows += 1
      // A recording may say when it was recorded, which tells nothing of the way here.
      let begin = frame.clock == .file ? frame.publishTimeNanoseconds : frame.hostTimeNanoseconds
      let latency = message.receiveTimeNanoseconds &- begin
      latencies.record(nanoseconds: UInt64(clamping: latency))
      var source = sources[frame.source] ?? WatchedSource(name: frame.source)
      source.receive(frame, latencyNanoseconds: latency, lostBefore: lostBefore)
      sources[frame.source] = source
      switch style {
      case .table: return true
      case .lines: return Terminal.writeOutput(source.line + "\n")
      case .json:
        guard let json = try? frame.json() else { return true }
        return Terminal.writeOutput(String(decoding: json, as: UTF8.self) + "\n")
      }
    case .meta(let meta):
      sources[meta.source, default: WatchedSource(name: meta.source)].meta = meta
    case .status(let status):
      sources[status.source, default: WatchedSource(name: status.source)].status = status
    case .ros2, .unreadable: break
    }
    return true
  }

  /// Redraws the table, at most ten times a second.
  mutating func refresh(losses: SequenceLosses) {
    let now = HostClock.monotonicNanoseconds()
    guard style == .table, now - lastRefreshNanoseconds >= Self.refreshPeriodNanoseconds else { return }
    lastRefreshNanoseconds = now
    screen.draw(tableLines(losses: losses))
  }

  private func tableLines(losses: SequenceLosses) -> [String] {
    guard !sources.isEmpty else { return ["waiting for \(endpoint)"] }
    var lines: [String] = []
    for source in sources.values.sorted(by: { $0.name < $1.name }) { lines += source.tableLines + [""] }
    lines.append(
      "\(Format.count(windows)) windows   \(Format.count(losses.lost)) lost on the way here   " + latencyText)
    return lines
  }

  private var latencyText: String {
    let summary = LatencySummary(latencies)
    guard summary.count > 0 else { return "" }
    return "latency p50 \(Format.milliseconds(nanoseconds: summary.p50Nanoseconds))"
      + "   p99 \(Format.milliseconds(nanoseconds: summary.p99Nanoseconds))"
      + "   max \(Format.milliseconds(nanoseconds: summary.maximumNanoseconds))"
  }

  /// Prints the summary.
  mutating func finish(losses: SequenceLosses, unreadable: UInt64) {
    switch style {
    case .table: screen.draw(tableLines(losses: losses))
    case .lines, .json: break
    }
    let summary = WatchSummary(
      windows: windows, detections: sources.values.reduce(0) { $0 + $1.detections }, losses: losses,
      unreadable: unreadable, latency: LatencySummary(latencies), sources: sources.values.compactMap(\.status))
    Terminal.writeOutput(style == .json ? summary.jsonLine + "\n" : "\n" + summary.table)
  }
}
