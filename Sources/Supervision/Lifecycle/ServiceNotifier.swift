import CSystemCalls
import Pipeline
import EventSources

/// Tells systemd how the service is, by the protocol of sd_notify: a datagram with lines of NAME=VALUE.
///
/// Without a service manager that listens it does nothing.
public struct ServiceNotifier: Sendable {
  private let socket: String?
  /// How often systemd wants to hear that the service makes progress, in microseconds; nil where it does not.
  public let watchdogMicroseconds: Int64?

  /// Creates a notifier for the variables that systemd sets.
  ///
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - processID: the process's number; a watchdog that is meant for another process is none.
  public init(environment: [String: String], processID: Int32) {
    socket = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    let isForThis = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
    watchdogMicroseconds =
      isForThis ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// Says that the service is ready, at its start and after a reload.
  public func ready(status: String) { send(["READY=1", "STATUS=\(Self.line(status))"]) }

  /// Says what the service is doing, for `systemctl status`.
  public func status(_ status: String) { send(["STATUS=\(Self.line(status))"]) }

  /// Says that the service makes progress.
  public func watchdog() { send(["WATCHDOG=1"]) }

  /// Says that a reload begins; `ready` ends it.
  public func reloading() {
    send(["RELOADING=1", "MONOTONIC_USEC=\(HostClock.monotonicNanoseconds() / 1000)", "STATUS=reloading"])
  }

  /// Says that the service ends.
  public func stopping() { send(["STOPPING=1", "STATUS=publishing what is in flight"]) }

  /// Nobody may be there to listen; that is no fault of the service.
  private func send(_ lines: [String]) {
    guard let socket else { return }
    let text = Array(lines.joined(separator: "\n").utf8)
    _ = text.withUnsafeBytes { saccade_send_datagram(socket, $0.baseAddress, $0.count) }
  }

  private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
