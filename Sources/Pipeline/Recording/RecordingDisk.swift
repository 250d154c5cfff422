import Recording

/// Where recordings go; tests have their own, which is slow or full when they want it to be.
package protocol RecordingDisk: Sendable {
  /// How many bytes a folder's disk has room for; nil where that is not known.
  func freeBytes(in folder: String) -> UInt64?

  /// Creates a file, which must not exist.
  func create(_ path: String) throws(RecordingError) -> any RecordingOutput
}
