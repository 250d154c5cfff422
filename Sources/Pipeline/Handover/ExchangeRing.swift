/// A bounded hand-over from one producing to one consuming thread, whose elements circulate.
///
/// The producer takes an empty element, fills it and puts it; the consumer takes it and gives it back. Nothing is allocated
/// after construction.
///
/// `@unchecked Sendable`: all members are used with the monitor's mutex held, and an element belongs to exactly one side at
/// a time: to the ring, to the producer (between `takeEmpty` and `put`) or to the consumer (between `take` and `giveBack`).
package final class ExchangeRing<Element: AnyObject>: @unchecked Sendable {
  private let monitor = Monitor()
  private let policy: HandoverPolicy
  private let events: (Element) -> UInt64
  private var empty: FixedQueue<Element>
  private var filled: FixedQueue<Element>
  private var unreported = HandoverLosses()
  private var total = HandoverLosses()
  private var isClosed = false
  private var isAbandoned = false

  /// Creates a ring.
  ///
  /// - Parameters:
  ///   - elements: the elements that circulate. With `dropOldest` there must be at least one more than the two sides hold
  ///     at a time, so that one can always be dropped.
  ///   - policy: what happens when all of them are filled.
  ///   - events: how many events a filled element stands for, to count what a drop loses.
  package init(elements: [Element], policy: HandoverPolicy, events: @escaping (Element) -> UInt64) {
    precondition(!elements.isEmpty)
    self.policy = policy
    self.events = events
    empty = FixedQueue(capacity: elements.count)
    filled = FixedQueue(capacity: elements.count)
    for element in elements { empty.append(element) }
  }

  /// An element to fill; nil once the consumer has gone away.
  ///
  /// - Parameter beforeWaiting: called once where there is none yet, with the ring's mutex held.
  package func takeEmpty(beforeWaiting: () -> Void = {}) -> Element? {
    monitor.withLock {
      var hasWaited = false
      while !isAbandoned {
        if let element = empty.popFirst() { return element }
        if policy == .dropOldest, let oldest = filled.popFirst() {
          let loss = HandoverLosses(elements: 1, events: events(oldest))
          unreported += loss
          total += loss
          return oldest
        }
        if !hasWaited { beforeWaiting() }
        hasWaited = true
        monitor.wait()
      }
      return nil
    }
  }

  /// Hands a filled element over.
  package func put(_ element: Element) {
    monitor.withLock {
      filled.append(element)
      monitor.broadcast()
    }
  }

  /// What the consumer meets.
  package enum Taken {
    /// The oldest filled element, and what was dropped just before it.
    case element(Element, dropped: HandoverLosses)
    /// Nothing came in time.
    case timedOut
    /// The producer has closed the ring and everything has been taken.
    case ended
  }

  /// Takes the oldest filled element; waits for one until the monotonic clock reaches the deadline, or for ever without one.
  package func take(untilMonotonicNanoseconds deadlineNanoseconds: Int64? = nil) -> Taken {
    monitor.withLock {
      while true {
        if let element = filled.popFirst() {
          defer { unreported = HandoverLosses() }
          return .element(element, dropped: unreported)
        }
        if isClosed || isAbandoned { return .ended }
        if let deadlineNanoseconds {
          if !monitor.wait(untilMonotonicNanoseconds: deadlineNanoseconds), filled.count == 0, !isClosed {
            return .timedOut
          }
        } else {
          monitor.wait()
        }
      }
    }
  }

  /// Gives an element back to be filled again.
  package func giveBack(_ element: Element) {
    monitor.withLock {
      empty.append(element)
      monitor.broadcast()
    }
  }

  /// Says that nothing more will be put; what is in the ring can still be taken.
  package func close() {
    monitor.withLock {
      isClosed = true
      monitor.broadcast()
    }
  }

  /// Says that nothing more will be taken, so that the producer need not wait.
  package func abandon() {
    monitor.withLock {
      isAbandoned = true
      monitor.broadcast()
    }
  }

  /// Everything dropped since construction.
  package var losses: HandoverLosses { monitor.withLock { total } }

  /// Filled elements that wait to be taken.
  package var pending: Int { monitor.withLock { filled.count } }
}
