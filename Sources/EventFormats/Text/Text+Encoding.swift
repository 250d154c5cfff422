extension TextEncoder {
  /// How text is written, one event a line.
  static let encoding = EventEncoding(
    WritableFormat(
      format: .text, name: "text", fileExtensions: ["csv", "txt"],
      limits: EncodingLimits(triggers: .none, holdsGeometry: false))
  ) { options in
    var text = options.text
    text.geometry = options.geometry
    return TextEncoder(options: text)
  }
}
