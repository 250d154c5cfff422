public import EventProcessing
public import Pipeline
public import Settings

/// The filters in front of a camera's slicer.
public enum CameraFilters {
  /// The rules that a camera's settings mean; reads the file of hot pixels where one is named.
  public static func rules(_ camera: CameraSettings) throws(PipelineError) -> EventFilterRules {
    var rules = EventFilterRules()
    rules.region = camera.filterRegion.flatMap { RegionOfInterest(parsing: $0) }
    switch camera.filterHotPixels {
    case "off": rules.noise.hotPixels = .off
    case "auto": rules.noise.hotPixels = .learn(periodMicroseconds: camera.hotPixelPeriodMicroseconds)
    case let path: rules.noise.hotPixels = .known(try HotPixelFile.read(path: path))
    }
    rules.noise.refractoryMicroseconds = camera.refractoryMicroseconds
    rules.noise.supportMicroseconds = camera.supportMicroseconds
    rules.noise.eventsPerSecond = camera.rateLimit.map { Int64($0) }
    return rules
  }
}
