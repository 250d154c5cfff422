/// What a hand-over has dropped.
package struct HandoverLosses: Equatable, Sendable {
  /// Elements dropped.
  package var elements: UInt64 = 0
  /// Events that those elements stood for.
  package var events: UInt64 = 0

  package init(elements: UInt64 = 0, events: UInt64 = 0) {
    self.elements = elements
    self.events = events
  }

  package static func += (left: inout HandoverLosses, right: HandoverLosses) {
    left.elements += right.elements
    left.events += right.events
  }
}
