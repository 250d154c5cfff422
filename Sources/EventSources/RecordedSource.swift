public import EventFormats

/// A source that can be read again from another time: a recording.
public protocol RecordedSource: EventSource, ~Copyable {
  /// How much has been read, 0...1; nil where the end is not known.
  var fractionRead: Double? { get }

  /// Goes to the first event of a sensor time or later, as if everything before had been decoded and dropped.
  ///
  /// - Parameter time: sensor time in microseconds, on the recording's own clock; `Int64.min` for its start.
  /// - Throws: `unsupported` where it can be read only once; `unreadable`.
  mutating func seek(toSensorTime time: Int64) throws(EventSourceError)
}

extension RecordingFile: RecordedSource {
  /// How much of the file's bytes has been decoded, 0...1; nil where its length is not known.
  public var fractionRead: Double? {
    guard let byteCount, byteCount > 0 else { return nil }
    return Double(bytePosition) / Double(byteCount)
  }
}
