internal import SwiftProtobuf

/// A published value with a generated twin.
///
/// Generated types stay inside this module, so that the schema's spelling reaches no other code.
protocol WireMessage {
  associatedtype Wire: SwiftProtobuf.Message

  /// The value in the schema's terms.
  var wire: Wire { get }

  /// Takes the value from the schema's terms, or says which field is not legal.
  init(wire: Wire) throws(MessageError)
}

extension WireMessage {
  func encodedProtobuf() throws(MessageError) -> [UInt8] {
    do {
      return try wire.serializedBytes()
    } catch {
      throw MessageError(.notRepresentable, "a \(Self.self) cannot be written as protobuf: \(error)")
    }
  }

  func encodedJSON() throws(MessageError) -> [UInt8] {
    do {
      return try wire.jsonUTF8Bytes()
    } catch {
      throw MessageError(.notRepresentable, "a \(Self.self) cannot be written as JSON: \(error)")
    }
  }

  init(decodingProtobuf bytes: [UInt8]) throws(MessageError) {
    let wire: Wire
    do {
      wire = try Wire(serializedBytes: bytes)
    } catch {
      throw MessageError(
        .damaged,
        "\(bytes.count) bytes are not a \(Wire.protoMessageName): \(error). Subscriber and publisher must use the "
          + "same schema, saccade.v1")
    }
    try self.init(wire: wire)
  }

  init(decodingJSON bytes: [UInt8]) throws(MessageError) {
    // Newer publishers may add fields.
    var options = JSONDecodingOptions()
    options.ignoreUnknownFields = true
    let wire: Wire
    do {
      wire = try Wire(jsonUTF8Bytes: bytes, options: options)
    } catch {
      throw MessageError(
        .damaged,
        "\(bytes.count) bytes are not the JSON of a \(Wire.protoMessageName): \(error). Subscriber and publisher "
          + "must use the same schema, saccade.v1")
    }
    try self.init(wire: wire)
  }
}
