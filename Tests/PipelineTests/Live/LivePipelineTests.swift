import EventFormats
import EventSources
import Events
import Foundation
import Messages
import Pipeline
import SpikingNetwork
import TestSupport
import Testing
import Timesteps

/// The whole path from a socket to frames.
@Suite struct LivePipelineTests {
  /// A pipeline that reads a socket, and what comes out of it.
  struct Running {
    let pipeline: CameraPipeline
    let control: LiveSourceControl
    let output: CapturingOutput

    init(_ address: String, capacity: Int = 200) throws {
      var settings = LiveSourceSettings(address: try SourceAddress(address))
      settings.backoff = Backoff(firstNanoseconds: 1_000_000, longestNanoseconds: 10_000_000)
      let source = try LiveSource(settings)
      control = source.control
      var configuration = PipelineConfiguration(camera: "test", session: 7)
      configuration.scoreThreshold = 0.05
      configuration.followLiveSource()
      configuration.handoverCapacity = capacity
      var options = ReplayOptions()
      options.pace = .unpaced
      output = CapturingOutput()
      pipeline = try CameraPipeline(
        configuration: configuration, engine: ReferenceEngine(plan: try TestModel.plan()), source: source,
        replay: options, modelName: "random", outputs: [output])
    }

    /// Waits for something that must come about.
    func wait(until condition: () -> Bool) throws {
      for _ in 0..<30_000 {
        if condition() { return }
        usleep(1_000)
      }
      throw SocketPeer.Failure(description: "it does not come about: \(pipeline.statistics) \(control.health)")
    }

    /// Stops as `saccade replay` does.
    func stop() throws {
      pipeline.stop()
      control.stop()
      try pipeline.join()
    }
  }

  @Test func theFramesAreThoseOfTheFile() throws {
    let folder = try TemporaryFolder()
    let recording = try TestRecording(count: 8_000)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: recording.path)))
    let expected = try CameraPipelineTests.replay(recording, plan: try TestModel.plan()).output.frames
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, _ in
      SocketPeer.send(bytes, to: client, largest: 3000, seed: 3)
      SocketPeer.waitForClose(of: client)
      return false
    }
    let running = try Running("unix://\(folder.path("s"))")
    try running.wait {
      running.output.frames.count >= expected.count - 1 && running.pipeline.statistics.events == 8_000
    }
    try running.stop()
    let frames = running.output.frames
    #expect(frames.allSatisfy { $0.clock == .sensorFitted })
    #expect(
      frames.prefix(expected.count - 1).map { frame in
        var frame = frame.withoutHostTimes
        frame.clock = .file
        return frame
      } == expected.dropLast().map(\.withoutHostTimes))
    for (frame, next) in zip(frames, frames.dropFirst()) {
      #expect(next.hostTimeNanoseconds >= frame.hostTimeNanoseconds)
      #expect(frame.publishTimeNanoseconds >= frame.hostTimeNanoseconds)
    }
    let statistics = running.pipeline.statistics
    #expect(statistics.slicing.accepted == 8_000 && statistics.droppedTimesteps == 0)
  }

  @Test func aNewConnectionIsANewSessionWithAZeroedState() throws {
    let folder = try TemporaryFolder()
    let recording = try TestRecording(count: 4_000)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: recording.path)))
    let expected = try CameraPipelineTests.replay(recording, plan: try TestModel.plan()).output.frames
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, number in
      SocketPeer.send(bytes, to: client, largest: 3000, seed: UInt64(number))
      if number == 2 { SocketPeer.waitForClose(of: client) }
      return number < 2
    }
    let running = try Running("unix://\(folder.path("s"))")
    try running.wait { running.output.frames.count >= 3 * expected.count - 1 }
    try running.stop()
    let frames = running.output.frames
    for session in 0..<2 {
      let part = frames.filter { $0.session == 7 + UInt64(session) }
      #expect(part.map(\.sequence) == expected.map(\.sequence) && part.first?.stateReset == true)
      #expect(part.map(\.detections) == expected.map(\.detections))
      #expect(part.map(\.events) == expected.map(\.events))
    }
    #expect(frames.last?.session == 9)
  }

  @Test func aQuietCameraGoesOnWithEmptyWindows() throws {
    let folder = try TemporaryFolder()
    // Two seconds in real time, with a header of DAT; then the connection stays and nothing comes.
    let recording = try TestRecording(count: 100_000)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: recording.path)))
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, _ in
      let start = HostClock.monotonicNanoseconds()
      let header = bytes.count - 8 * 100_000
      SocketPeer.sendAll(Array(bytes[..<header]), to: client)
      for piece in 0..<200 {
        SocketPeer.sendAll(Array(bytes[(header + piece * 4000)..<(header + (piece + 1) * 4000)]), to: client)
        let due = start + Int64(piece + 1) * 10_000_000
        let rest = due - HostClock.monotonicNanoseconds()
        if rest > 0 { usleep(UInt32(rest / 1000)) }
      }
      SocketPeer.waitForClose(of: client)
      return false
    }
    let running = try Running("unix://\(folder.path("s"))")
    let lastEvent = try #require(recording.events.map(\.time).max())
    try running.wait { (running.output.frames.last?.windowStartMicroseconds ?? 0) > lastEvent + 100_000 }
    try running.stop()
    let frames = running.output.frames
    // Time has passed without a hole, in one session.
    for (frame, next) in zip(frames, frames.dropFirst()) {
      #expect(next.windowStartMicroseconds == frame.windowEndMicroseconds && next.session == frame.session)
      #expect(next.hostTimeNanoseconds >= frame.hostTimeNanoseconds)
    }
    #expect(frames.filter { $0.windowStartMicroseconds > lastEvent }.allSatisfy { $0.events == 0 })
    let statistics = running.pipeline.statistics
    #expect(statistics.slicing.accepted + statistics.slicing.dropped == 100_000)
    #expect(frames.reduce(0) { $0 + $1.events } == statistics.slicing.accepted)
  }

  @Test func aJumpOfTheSensorsTimeIsANewSession() throws {
    let folder = try TemporaryFolder()
    // Back by 80 ms, which a recording would take for disorder and drop.
    var events: [Event] = []
    for index in 0..<8_000 {
      let time = 500_000 + Int64(index) * 20 - (index >= 4_000 ? 80_000 : 0)
      events.append(Event(time: time, x: UInt16(index % 60), y: UInt16(index % 50), polarity: .on))
    }
    var encoder = DATEncoder(options: .init(geometry: TestRecording.geometry))
    var encoded: [UInt8] = []
    try encoder.encode(events.span, into: &encoded)
    let bytes = encoded
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, _ in
      SocketPeer.send(bytes, to: client, largest: 3000, seed: 3)
      SocketPeer.waitForClose(of: client)
      return false
    }
    let running = try Running("unix://\(folder.path("s"))")
    try running.wait { running.pipeline.statistics.events == 8_000 && running.output.frames.last?.session == 8 }
    try running.stop()
    let frames = running.output.frames
    #expect(Set(frames.map(\.session)) == [7, 8] && running.pipeline.statistics.restarts == 1)
    #expect(frames.first { $0.session == 8 }?.stateReset == true)
    #expect(running.pipeline.statistics.slicing.accepted == 8_000)
  }
}
