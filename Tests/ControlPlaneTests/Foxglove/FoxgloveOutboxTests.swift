import ControlPlane
import Testing

/// What waits for a client that does not read.
@Suite struct FoxgloveOutboxTests {
  private static func message(_ subscription: UInt32, _ time: Int64) -> FoxgloveOutbox.Message {
    FoxgloveOutbox.Message(subscription: subscription, timeNanoseconds: time, payload: [UInt8(time)])
  }

  @Test func theNewestMessageOfASubscriptionTakesThePlaceOfTheOneThatWaits() {
    var outbox = FoxgloveOutbox()
    for time: Int64 in 1...100 {
      outbox.add(Self.message(7, time))
      outbox.add(Self.message(8, time))
    }
    #expect(outbox.droppedMessages == 198)
    #expect(outbox.next() == .message(Self.message(7, 100)))
    // In its old place: whoever is slow is given everything in turn.
    outbox.add(Self.message(7, 101))
    #expect(outbox.next() == .message(Self.message(8, 100)) && outbox.next() == .message(Self.message(7, 101)))
    #expect(outbox.next() == nil && outbox.droppedMessages == 198)
  }

  @Test func controlGoesFirstAndIsNeverDropped() {
    var outbox = FoxgloveOutbox()
    outbox.add(Self.message(1, 1))
    for index in 0..<FoxgloveOutbox.controlCapacity {
      let isTaken = outbox.add(.text([UInt8(index)]))
      #expect(isTaken)
    }
    #expect(!outbox.add(.ping) && outbox.hasControl)
    for index in 0..<FoxgloveOutbox.controlCapacity { #expect(outbox.next() == .control(.text([UInt8(index)]))) }
    #expect(outbox.add(.ping) && outbox.next() == .control(.ping) && !outbox.hasControl)
    #expect(outbox.next() == .message(Self.message(1, 1)))
  }

  @Test func whatIsNoLongerSubscribedToIsNotSent() {
    var outbox = FoxgloveOutbox()
    for subscription: UInt32 in 1...3 { outbox.add(Self.message(subscription, 1)) }
    outbox.keep(only: [2])
    #expect(outbox.next() == .message(Self.message(2, 1)) && outbox.next() == nil && outbox.droppedMessages == 0)
  }
}
