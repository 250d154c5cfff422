public import EventFormats

/// How recordings of a format are written: one entry for each format.
public struct RecordingEncoding: Sendable {
  /// The format and what it can hold.
  public let format: WritableFormat
  /// Whether it can be written to a pipe.
  public let isStreamable: Bool

  private let make:
    @Sendable (_ path: String, _ overwrites: Bool, EncodingOptions) throws(RecordingError) -> any RecordingWriter
  /// The format as a stream of bytes; nil for others.
  private var stream: EventEncoding?

  /// Creates the entry of a format.
  init(
    _ format: WritableFormat, isStreamable: Bool,
    make:
      @escaping @Sendable (_ path: String, _ overwrites: Bool, EncodingOptions) throws(RecordingError) ->
      any RecordingWriter
  ) {
    self.format = format
    self.isStreamable = isStreamable
    self.make = make
  }

  /// The entry of a format that is a stream of bytes.
  init(_ encoding: EventEncoding) {
    self.init(encoding.format, isStreamable: true) { (path, overwrites, options) throws(RecordingError) in
      try StreamWriter(encoding, path: path, overwrites: overwrites, options: options)
    }
    stream = encoding
  }

  /// All formats that can be written; the first of several with the same file extension is its default.
  public static let all: [RecordingEncoding] = EventEncoding.all.map { RecordingEncoding($0) } + [metavision, dsec]

  private static let metavision = RecordingEncoding(
    WritableFormat(
      format: .metavisionHDF5, name: "Metavision HDF5", fileExtensions: ["hdf5"],
      // What ECF cannot hold is stored uncompressed.
      limits: EncodingLimits(triggers: .amongEvents, holdsGeometry: true)), isStreamable: false
  ) { (path, overwrites, options) throws(RecordingError) in
    try HDF5RecordingWriter(metavision: path, overwrites: overwrites, options: options)
  }

  private static let dsec = RecordingEncoding(
    WritableFormat(
      format: .dsecHDF5, name: "HDF5 in DSEC's layout", fileExtensions: ["h5"],
      limits: EncodingLimits(triggers: .none, holdsGeometry: true)), isStreamable: false
  ) { (path, overwrites, options) throws(RecordingError) in
    try HDF5RecordingWriter(dsec: path, overwrites: overwrites, options: options)
  }

  /// The entry of Prophesee DAT.
  public static let dat = RecordingEncoding(DAT.encoding)

  /// The entry of a format; nil where it cannot be written.
  public static func encoding(of format: EventFormat) -> RecordingEncoding? { all.first { $0.format.format == format } }

  /// The entry that a file's extension names; nil where there is none.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - format: taken where several formats have the extension, and this is one of them.
  public static func encoding(ofPath path: String, preferring format: EventFormat? = nil) -> RecordingEncoding? {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let candidates = all.filter { $0.format.fileExtensions.contains { name.hasSuffix(".\($0)") } }
    return candidates.first { $0.format.format == format } ?? candidates.first
  }

  /// Starts a recording.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard output, for formats that are streams.
  ///   - overwrites: whether a file of this name may be replaced.
  ///   - options: what is known beside the events.
  /// - Throws: `notWritable`, or `notRepresentable` where the format cannot hold what the options say.
  public func makeWriter(
    path: String, overwrites: Bool, options: EncodingOptions
  ) throws(RecordingError) -> any RecordingWriter {
    if path == "-", !isStreamable {
      throw RecordingError(.notRepresentable, "\(format.name) cannot be written to a pipe; name a file", path: path)
    }
    return try make(path, overwrites, options)
  }

  /// Starts a recording whose file has its name from the beginning and grows, so that what was written before a sudden end
  /// can be read; formats that are no streams get theirs at the end.
  ///
  /// - Throws: as `makeWriter`.
  public func makeGrowingWriter(
    path: String, overwrites: Bool, options: EncodingOptions
  ) throws(RecordingError) -> any RecordingWriter {
    guard let stream else { return try makeWriter(path: path, overwrites: overwrites, options: options) }
    return try StreamWriter(stream, path: path, overwrites: overwrites, growsInPlace: true, options: options)
  }

  /// A writer that encodes and keeps nothing, to find out whether the format can hold a stream; nil for formats that
  /// are no streams.
  ///
  /// - Throws: `notRepresentable` where the format cannot hold what the options say.
  public func makeRehearsal(options: EncodingOptions) throws(RecordingError) -> (any RecordingWriter)? {
    guard isStreamable else { return nil }
    var options = options
    options.canReviseHeader = true
    return try make("/dev/null", false, options)
  }
}
