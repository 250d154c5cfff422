import Supervision
import TestSupport
import Testing

@Suite struct ServiceNotifierTests {
  @Test func whatTheServiceManagerHears() throws {
    let folder = try TemporaryFolder()
    let socket = try DatagramSocket(path: folder.path("notify"))
    let notifier = ServiceNotifier(
      environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"], processID: 42)
    #expect(notifier.watchdogMicroseconds == 30_000_000)
    notifier.ready(status: "two\nlines")
    #expect(socket.receive() == ["READY=1", "STATUS=two lines"])
    notifier.watchdog()
    #expect(socket.receive() == ["WATCHDOG=1"])
    notifier.reloading()
    let reloading = try #require(socket.receive())
    #expect(reloading.first == "RELOADING=1")
    #expect(reloading.contains { $0.hasPrefix("MONOTONIC_USEC=") && (Int64($0.dropFirst(15)) ?? 0) > 0 })
    notifier.stopping()
    #expect(socket.receive()?.first == "STOPPING=1")
  }

  @Test func whoDoesNotListenHoldsNobodyUp() throws {
    let folder = try TemporaryFolder()
    let socket = try DatagramSocket(path: folder.path("notify"), isRead: false)
    let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": socket.path], processID: 1)
    // Many more than the kernel keeps, which is ten where nothing else was set.
    for number in 0..<40 { notifier.status("\(number)") }
  }

  @Test func namesOfTheAbstractNamespaceWork() throws {
    // Nobody listens there, which is no fault.
    ServiceNotifier(environment: ["NOTIFY_SOCKET": "@saccade-nobody"], processID: 1).ready(status: "")
  }

  @Test func withoutAServiceManagerNothingIsSaid() {
    let notifier = ServiceNotifier(environment: ["WATCHDOG_USEC": "x"], processID: 1)
    notifier.ready(status: "")
    #expect(notifier.watchdogMicroseconds == nil)
    let other = ServiceNotifier(environment: ["WATCHDOG_USEC": "5", "WATCHDOG_PID": "2"], processID: 1)
    #expect(other.watchdogMicroseconds == nil)
  }
}
