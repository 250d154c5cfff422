import Foundation
import Messages
import Pipeline
import Synchronization
import Testing

/// An output that others do not wait for.
@Suite struct QueuedFrameOutputTests {
  /// Holds frames back until it is opened.
  private final class Gate: Sendable {
    private let state = Mutex((isOpen: false, hasMet: false))
    var hasMet: Bool { state.withLock { $0.hasMet } }
    func open() { state.withLock { $0.isOpen = true } }
    func pass() {
      state.withLock { $0.hasMet = true }
      while !state.withLock({ $0.isOpen }) { usleep(1_000) }
    }
  }

  @Test func everythingArrivesInOrderBeforeTheEnd() throws {
    let inner = CapturingOutput()
    let output = try QueuedFrameOutput(inner, capacity: 3, policy: .wait)
    try output.report(Frames.meta, Frames.status(.running))
    for number in 0..<500 as Range<UInt64> { try output.publish(Frames.frame(sequence: number, detections: 0)) }
    try output.finish()
    #expect(inner.frames.map(\.sequence) == Array(0..<500) && inner.captured.finishes == 1)
    #expect(inner.captured.statuses.count == 1 && output.unsentMessages == 0)
  }

  @Test func whatIsTooSlowLosesTheOldestAndCountsIt() throws {
    let gate = Gate()
    let inner = CapturingOutput { _ in gate.pass() }
    let output = try QueuedFrameOutput(inner, capacity: 10, policy: .dropOldest)
    try output.publish(Frames.frame(sequence: 0, detections: 0))
    while !gate.hasMet { usleep(1_000) }
    for number in 1..<31 as Range<UInt64> { try output.publish(Frames.frame(sequence: number, detections: 0)) }
    #expect(output.unsentMessages == 20)
    gate.open()
    try output.finish()
    #expect(inner.frames.map(\.sequence) == [0] + Array(21..<31))
  }

  @Test func aFailureComesOutOfTheNextCallAndOfTheEnd() throws {
    let failure = PipelineError(.output, "the disk is full", remedy: "make room")
    let inner = CapturingOutput { frame throws(PipelineError) in if frame.sequence == 3 { throw failure } }
    let output = try QueuedFrameOutput(inner, capacity: 2, policy: .wait)
    // Nobody waits for an output that has failed.
    let thrown = #expect(throws: PipelineError.self) {
      for number in 0..<1000 as Range<UInt64> { try output.publish(Frames.frame(sequence: number, detections: 0)) }
    }
    #expect(thrown == failure && inner.frames.map(\.sequence) == [0, 1, 2])
    #expect(throws: failure) { try output.finish() }
    #expect(inner.captured.finishes == 1)
  }
}
