import FoundationEssentials
import Messages

/// What a client of Foxglove's protocol can subscribe to: one kind of messages of one camera.
package struct FoxgloveChannel: Equatable, Sendable {
  /// A kind of messages.
  package enum Kind: String, CaseIterable, Sendable {
    /// `foxglove.CompressedImage`, the event image of a window.
    case image
    /// `foxglove.ImageAnnotations`, the boxes of the same window.
    case annotations
    /// How the camera is, as `/status` says it.
    case statistics
  }

  /// The number that the channel has for its client.
  package let id: UInt32
  /// The camera.
  package let camera: String
  /// The kind of messages.
  package let kind: Kind

  /// The topic.
  package var topic: String { "/\(camera)/\(kind.rawValue)" }
}

extension FoxgloveChannel {
  /// The channel as it is advertised.
  struct Advertisement: Encodable {
    var id: UInt32
    var topic: String
    var encoding: String
    var schemaName: String
    var schemaEncoding: String
    var schema: String
  }

  private static let protobufSchema = Data(MessageSchemas.foxgloveDescriptorSet).base64EncodedString()

  /// What a client is told of it.
  var advertisement: Advertisement {
    switch kind {
    case .image: protobuf(MessageSchemas.compressedImageName)
    case .annotations: protobuf(MessageSchemas.imageAnnotationsName)
    case .statistics:
      Advertisement(
        id: id, topic: topic, encoding: "json", schemaName: FoxgloveStatistics.schemaName,
        schemaEncoding: "jsonschema", schema: FoxgloveStatistics.schema)
    }
  }

  private func protobuf(_ name: String) -> Advertisement {
    Advertisement(
      id: id, topic: topic, encoding: "protobuf", schemaName: name, schemaEncoding: "protobuf",
      schema: Self.protobufSchema)
  }
}
