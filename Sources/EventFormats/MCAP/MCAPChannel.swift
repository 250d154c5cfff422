/// What messages of one kind in an MCAP file are.
package struct MCAPChannel: Sendable {
  /// The name of their type.
  package var schemaName: String
  /// How `schema` is written, for example `ros2msg`.
  package var schemaEncoding: String
  /// The type itself.
  package var schema: [UInt8]
  /// What they are about.
  package var topic: String
  /// How they are written, for example `cdr`.
  package var messageEncoding: String

  /// Creates a channel.
  package init(
    schemaName: String, schemaEncoding: String, schema: [UInt8], topic: String, messageEncoding: String
  ) {
    self.schemaName = schemaName
    self.schemaEncoding = schemaEncoding
    self.schema = schema
    self.topic = topic
    self.messageEncoding = messageEncoding
  }
}
