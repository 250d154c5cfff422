import Events

/// What the text header of a RAW file says, completed by what the user says.
///
/// Source: <https://docs.prophesee.ai/stable/data/file_formats/raw.html>.
struct RAWHeader: Equatable, Sendable {
  /// The encoding of the words that follow.
  var encoding: EventFormat
  /// The sensor's size; nil where nobody says.
  var geometry: SensorGeometry?
  /// Where `geometry` was taken from.
  var geometryOrigin: StreamDescription.GeometryOrigin?
  /// The order of the halves of EVT2.1 words; nil where nobody says.
  var wordOrder: EVT21WordOrder?
  /// What is added to every time.
  var timeOffsetMicroseconds: Int64 = 0

  /// The largest time offset taken, either way.
  private static let largestTimeOffset: Int64 = 1 << 62

  /// Interprets a header; `encoding`, where it is given, replaces the one that the header names.
  ///
  /// - Throws: `notThisFormat` where there is no header and the user does not name the encoding, `badHeader` for
  ///   contradictions, `unsupported` for encodings that are not read.
  init(
    _ header: ASCIIHeader, encoding givenEncoding: EventFormat? = nil, options: DecodingOptions
  ) throws(EventFormatError) {
    let offset = header.byteCount
    let format = FormatLine(header.value(of: "format") ?? "")
    let system = header.value(of: "system_ID").flatMap { Int($0) }.flatMap { SystemGeometry(systemID: $0) }

    if let encoding = givenEncoding {
      guard [.evt2, .evt21, .evt3, .evt4].contains(encoding) else {
        throw EventFormatError(
          .unsupported, "\(encoding.rawValue) is no encoding of RAW data; legal are evt2, evt21, evt3 and evt4", at: 0)
      }
      self.encoding = encoding
    } else if !format.name.isEmpty {
      encoding = try RAWEncodingName.encoding(named: format.name, at: offset)
    } else if let version = header.value(of: "evt") {
      encoding = try RAWEncodingName.encoding(ofVersion: version, at: offset)
    } else if let encoding = system?.encoding {
      self.encoding = encoding
    } else if header.entries.isEmpty {
      throw EventFormatError(
        .notThisFormat,
        "The stream does not begin with a RAW header (lines \"% key value\"); if it is RAW data without one, say which "
          + "encoding: evt2, evt21, evt3 or evt4",
        at: 0)
    } else {
      throw EventFormatError(
        .badHeader,
        "The RAW header names no encoding (neither format, nor evt, nor a known system_ID); say which: "
          + "evt2, evt21, evt3 or evt4",
        at: offset)
    }

    let sensor = SystemGeometry(
      sensorName: header.value(of: "sensor_name"), generation: header.value(of: "sensor_generation"))
    if let geometry = options.geometry {
      (self.geometry, geometryOrigin) = (geometry, .option)
    } else if let geometry = try Self.statedGeometry(header, format) {
      (self.geometry, geometryOrigin) = (geometry, .header)
    } else if let geometry = system?.geometry ?? sensor?.geometry {
      (self.geometry, geometryOrigin) = (geometry, .system)
    }
    if encoding == .evt21 {
      if let wordOrder = options.wordOrder {
        self.wordOrder = wordOrder
      } else {
        wordOrder = try Self.statedWordOrder(header, format)
      }
    }
    if let text = header.value(of: "t0") {
      guard let offsetMicroseconds = Int64(text), offsetMicroseconds.magnitude <= Self.largestTimeOffset.magnitude
      else {
        throw EventFormatError(
          .badHeader,
          "The RAW header's t0 \"\(text)\" is not a number of microseconds of at most 2^62: correct the line",
          at: offset)
      }
      timeOffsetMicroseconds = offsetMicroseconds
    }
  }

  private static func statedGeometry(
    _ header: ASCIIHeader, _ format: FormatLine
  ) throws(EventFormatError) -> SensorGeometry? {
    var stated: SensorGeometry?
    if let text = header.value(of: "geometry") {
      guard let geometry = SensorGeometry(parsing: text) else { throw badGeometry("geometry \"\(text)\"", header) }
      stated = geometry
    }
    guard let width = format.options["width"], let height = format.options["height"] else { return stated }
    guard let geometry = SensorGeometry(parsing: "\(width)x\(height)") else {
      throw badGeometry("format's width \"\(width)\" and height \"\(height)\"", header)
    }
    if let stated, stated != geometry {
      throw EventFormatError(
        .badHeader,
        "The RAW header contradicts itself: geometry is \(stated), format says \(geometry); say which sensor size holds",
        at: header.byteCount)
    }
    return geometry
  }

  private static func badGeometry(_ what: String, _ header: ASCIIHeader) -> EventFormatError {
    EventFormatError(
      .badHeader,
      "The RAW header's \(what) is not a sensor size WIDTHxHEIGHT of 1...65535 each; say which sensor size holds",
      at: header.byteCount)
  }

  private static func statedWordOrder(
    _ header: ASCIIHeader, _ format: FormatLine
  ) throws(EventFormatError) -> EVT21WordOrder? {
    var stated: EVT21WordOrder?
    for text in [format.options["endianness"], header.value(of: "endianness")] {
      guard let text else { continue }
      guard let order = EVT21WordOrder(rawValue: text.lowercased()), stated == nil || stated == order else {
        throw EventFormatError(
          .badHeader,
          "The RAW header's endianness \"\(text)\" is neither little nor legacy, or not what its format line says; "
            + "say which word order holds",
          at: header.byteCount)
      }
      stated = order
    }
    return stated
  }

  /// The value of a `format` line, `NAME;option=value;...`.
  private struct FormatLine {
    var name = ""
    var options: [String: String] = [:]

    init(_ text: String) {
      for (index, part) in text.split(separator: ";", omittingEmptySubsequences: false).enumerated() {
        let part = part.split(separator: " ").joined()
        if index == 0 {
          name = part
        } else if let equals = part.firstIndex(of: "=") {
          options[part[..<equals].lowercased()] = String(part[part.index(after: equals)...])
        }
      }
    }
  }
}
