import Recording

/// A file of a recording that grows in place.
package protocol RecordingOutput: AnyObject {
  /// Appends all of the bytes, or none where that fails.
  func write(_ bytes: [UInt8]) throws(RecordingError)

  /// Ends the file.
  func finish() throws(RecordingError)
}
