public import Pipeline
public import Settings

extension RecordingRules {
  /// What a camera's settings say of recording; nil where it is not recorded.
  public init?(_ camera: CameraSettings, session: UInt64) {
    guard let folder = camera.recordFolder else { return nil }
    self.init(folder: folder, camera: camera.name, session: session)
    recordsDetections = camera.recordsDetections
    events = EventFile(rawValue: camera.recordedEvents) ?? .none
    if camera.recordsAroundDetections {
      margins = Margins(before: camera.recordBeforeMicroseconds, after: camera.recordAfterMicroseconds)
    }
    fileBytes = UInt64(camera.recordFileBytes)
    fileMicroseconds = camera.recordFileMicroseconds
    keptBytes = camera.recordKeptBytes.map { UInt64($0) }
    keptMicroseconds = camera.recordKeptMicroseconds
    reserveBytes = UInt64(camera.recordReserveBytes)
    memoryBytes = camera.recordMemoryBytes
  }
}
