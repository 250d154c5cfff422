import Events
internal import SwiftProtobuf

extension SourceMeta: WireMessage {
  var wire: Saccade_V1_SourceMeta {
    var wire = Saccade_V1_SourceMeta()
    wire.source = source
    wire.session = session
    wire.width = UInt32(geometry.width)
    wire.height = UInt32(geometry.height)
    wire.model = model
    wire.modelName = modelName
    wire.classes = classes
    wire.inputWidth = UInt32(inputGeometry.width)
    wire.inputHeight = UInt32(inputGeometry.height)
    wire.timestepUs = timestepMicroseconds
    wire.timestepsPerWindow = timestepsPerWindow
    wire.stride = stride
    wire.stateMode =
      switch stateMode {
      case .unspecified: .unspecified
      case .carry: .carry
      case .reset: .reset
      }
    wire.representation = representation
    wire.clock = clock.wire
    wire.scoreThreshold = scoreThreshold
    wire.producer = producer
    return wire
  }

  init(wire: Saccade_V1_SourceMeta) throws(MessageError) {
    let stateMode: StateMode =
      switch wire.stateMode {
      case .carry: .carry
      case .reset: .reset
      case .unspecified, .UNRECOGNIZED: .unspecified
      }
    self.init(
      source: wire.source, session: wire.session,
      geometry: try SensorGeometry(wireWidth: wire.width, height: wire.height, field: "SourceMeta.width x height"),
      model: wire.model, modelName: wire.modelName, classes: wire.classes,
      inputGeometry: try SensorGeometry(
        wireWidth: wire.inputWidth, height: wire.inputHeight, field: "SourceMeta.input_width x input_height"),
      timestepMicroseconds: wire.timestepUs, timestepsPerWindow: wire.timestepsPerWindow, stride: wire.stride,
      stateMode: stateMode, representation: wire.representation, clock: ClockSource(wire: wire.clock),
      scoreThreshold: wire.scoreThreshold, producer: wire.producer)
  }

  /// The value in protobuf; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message would exceed protobuf's 2 GiB.
  public func protobuf() throws(MessageError) -> [UInt8] { try encodedProtobuf() }

  /// The value in protobuf's canonical JSON mapping, as UTF-8 without line breaks; equal values give equal bytes.
  ///
  /// - Throws: `notRepresentable` where the message cannot be written.
  public func json() throws(MessageError) -> [UInt8] { try encodedJSON() }

  /// Reads the value from protobuf.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(protobuf bytes: [UInt8]) throws(MessageError) { try self.init(decodingProtobuf: bytes) }

  /// Reads the value from protobuf's canonical JSON mapping in UTF-8; unknown fields are skipped.
  ///
  /// - Throws: `damaged` where the bytes are no such message, `badValue` where a field's value is not legal.
  public init(json bytes: [UInt8]) throws(MessageError) { try self.init(decodingJSON: bytes) }
}
