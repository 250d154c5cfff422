import Foundation
import TestSupport
import Testing
import ZeroMQ

@Suite struct ZeroMQSocketTests {
  static func options(linger: Int = 0, highWaterMark: Int = 1000) -> ZeroMQSocketOptions {
    var options = ZeroMQSocketOptions()
    options.lingerMilliseconds = linger
    options.sendHighWaterMark = highWaterMark
    options.receiveHighWaterMark = highWaterMark
    return options
  }

  @Test(arguments: ["tcp://127.0.0.1:*", "tcp://[::1]:*", "inproc://frames", "ipc"])
  func carriesFramesUnchanged(text: String) throws {
    let folder = try TemporaryFolder()
    let context = try ZeroMQContext()
    var receiver = try ZeroMQSocket(.pull, in: context, options: Self.options())
    try receiver.bind(to: ZeroMQEndpoint(text == "ipc" ? "ipc://\(folder.url.path)/socket" : text))
    var sender = try ZeroMQSocket(.push, in: context, options: Self.options())
    try sender.connect(to: receiver.lastEndpoint())

    let payloads: [[UInt8]] = [[], [0], Array("detections/cam1/".utf8), (0..<100_000).map { UInt8($0 & 0xFF) }]
    for payload in payloads {
      try sendWhenConnected(&sender, payload)
      #expect(try receiver.receive(timeoutMilliseconds: 5000) == [payload])
      #expect(try sender.send(payload.span, [7, 8].span))
      #expect(try receiver.receive(timeoutMilliseconds: 5000) == [payload, [7, 8]])
    }
    #expect(try receiver.receive(timeoutMilliseconds: 0) == nil)
  }

  /// A connecting socket takes messages only once the connection stands.
  private func sendWhenConnected(_ socket: inout ZeroMQSocket, _ payload: [UInt8]) throws {
    for _ in 0..<5000 {
      if try socket.send(payload.span) { return }
      usleep(1000)
    }
    Issue.record("the connection did not come about")
  }

  @Test func systemChoosesAPortThatIsReported() throws {
    let context = try ZeroMQContext()
    var first = try ZeroMQSocket(.publish, in: context)
    var second = try ZeroMQSocket(.publish, in: context)
    try first.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:0"))
    try second.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:*"))
    let endpoints = try [first.lastEndpoint(), second.lastEndpoint()]
    for endpoint in endpoints {
      guard case .tcp("127.0.0.1", let port?) = endpoint.address else {
        Issue.record("\(endpoint) has no port")
        continue
      }
      #expect(port >= 1024)
    }
    #expect(endpoints[0] != endpoints[1])
  }

  @Test func subscriberReceivesOnlyItsTopics() throws {
    let context = try ZeroMQContext()
    var publisher = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: Self.options())
    try publisher.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:0"))
    var subscriber = try ZeroMQSocket(.subscribe, in: context, options: Self.options())
    try subscriber.subscribe(to: "detections/cam1/")
    try subscriber.connect(to: publisher.lastEndpoint())
    #expect(try publisher.receive(timeoutMilliseconds: 5000) == [[1] + Array("detections/cam1/".utf8)])

    for topic in ["detections/cam10/", "detections/cam1/", "meta/cam1/"] {
      #expect(try publisher.send(Array(topic.utf8).span, [42].span))
    }
    #expect(try subscriber.receive(timeoutMilliseconds: 5000) == [Array("detections/cam1/".utf8), [42]])
    #expect(try subscriber.receive(timeoutMilliseconds: 50) == nil)
  }

  @Test func conflatingSubscriberGetsTheNewest() throws {
    let context = try ZeroMQContext()
    var publisher = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: Self.options(highWaterMark: 5000))
    try publisher.bind(to: ZeroMQEndpoint("inproc://conflate"))
    var options = Self.options()
    options.isConflating = true
    var subscriber = try ZeroMQSocket(.subscribe, in: context, options: options)
    try subscriber.subscribe(to: "")
    try subscriber.connect(to: ZeroMQEndpoint("inproc://conflate"))
    #expect(try publisher.receive(timeoutMilliseconds: 5000) == [[1]])
    for index in 0..<2000 {
      #expect(try publisher.send([UInt8(index & 0xFF), UInt8(index >> 8)].span))
    }
    #expect(try subscriber.receive(timeoutMilliseconds: 5000) == [[UInt8(1999 & 0xFF), UInt8(1999 >> 8)]])
    #expect(try subscriber.receive(timeoutMilliseconds: 0) == nil)
  }

  @Test func fullQueueIsReportedAndNothingOfTheMessageIsSent() throws {
    let context = try ZeroMQContext()
    var receiver = try ZeroMQSocket(.pull, in: context, options: Self.options(highWaterMark: 2))
    try receiver.bind(to: ZeroMQEndpoint("inproc://full"))
    var sender = try ZeroMQSocket(.push, in: context, options: Self.options(highWaterMark: 2))
    try sender.connect(to: ZeroMQEndpoint("inproc://full"))
    var sent = 0
    while try sender.send([UInt8(sent)].span, [1].span) {
      sent += 1
      try #require(sent < 100)
    }
    #expect(sent == 4)  // both marks added, since inproc has one queue
    for index in 0..<sent {
      #expect(try receiver.receive(timeoutMilliseconds: 1000) == [[UInt8(index)], [1]])
    }
    #expect(try receiver.receive(timeoutMilliseconds: 0) == nil)
  }

  @Test func tooManyFramesAreDiscardedAndTheNextMessageIsWhole() throws {
    let context = try ZeroMQContext()
    var receiver = try ZeroMQSocket(.pair, in: context, options: Self.options())
    try receiver.bind(to: ZeroMQEndpoint("inproc://frames-many"))
    var sender = try ZeroMQSocket(.pair, in: context, options: Self.options())
    try sender.connect(to: ZeroMQEndpoint("inproc://frames-many"))
    let frames = (0..<20).map { [UInt8($0)] }
    #expect(try sender.send(frames: frames))
    #expect(try sender.send([99].span))
    #expect(try receiver.receive(timeoutMilliseconds: 1000) == Array(frames.prefix(ZeroMQSocket.maximumFrames)))
    #expect(try receiver.receive(timeoutMilliseconds: 1000) == [[99]])
  }

  @Test func subscribingNeedsASubscriber() throws {
    var socket = try ZeroMQSocket(.publish, in: ZeroMQContext())
    let error = #expect(throws: ZeroMQError.self) { try socket.subscribe(to: "x") }
    #expect(error?.code == .failed)
  }

  @Test func shutdownEndsAWait() throws {
    let context = try ZeroMQContext()
    let waiting = DispatchSemaphore(value: 0)
    let thread = Thread {
      waiting.wait()
      usleep(20_000)
      context.shutdown()
    }
    thread.start()
    var socket = try ZeroMQSocket(.pull, in: context, options: Self.options())
    try socket.bind(to: ZeroMQEndpoint("inproc://shutdown"))
    waiting.signal()
    let error = #expect(throws: ZeroMQError.self) { try socket.receive(timeoutMilliseconds: nil) }
    #expect(error?.code == .terminated)
    #expect(throws: ZeroMQError.self) { _ = try ZeroMQSocket(.pull, in: context) }
  }

  @Test func oversizedMessageIsNotDelivered() throws {
    let context = try ZeroMQContext()
    var limits = Self.options()
    limits.maximumMessageBytes = 1024
    var receiver = try ZeroMQSocket(.pull, in: context, options: limits)
    try receiver.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:0"))
    var large = try ZeroMQSocket(.push, in: context, options: Self.options())
    try large.connect(to: receiver.lastEndpoint())
    try sendWhenConnected(&large, [UInt8](repeating: 1, count: 1025))
    var small = try ZeroMQSocket(.push, in: context, options: Self.options())
    try small.connect(to: receiver.lastEndpoint())
    try sendWhenConnected(&small, [UInt8](repeating: 2, count: 1024))
    #expect(try receiver.receive(timeoutMilliseconds: 5000) == [[UInt8](repeating: 2, count: 1024)])
    #expect(try receiver.receive(timeoutMilliseconds: 50) == nil)
  }
}
