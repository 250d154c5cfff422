/// Standard input, which can be read once.
final class StandardInputTransport: SourceTransport {
  var attempt: String { "opening standard input" }
  var endsWithItsConnection: Bool { true }
  var survivesSilence: Bool { true }

  func connect(event: Int32) -> (any SourceConnection)? { DescriptorConnection() }
}
