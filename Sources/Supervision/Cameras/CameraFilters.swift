public import EventProcessing
public import Pipeline
public import Settings

/// The filters in front of a camera's slicer.
public enum CameraFilters {
  /// The rules that a camera's settings mean; reads the file of hot pixels where one is named.
  public static func rules(_ camera: CameraSettings) throws(PipelineError) -> EventFilterRules {
    var rules = EventFilterRules()
    rules.region = camera.filterRegion.flatMap { RegionOfInterest(parsing: $0) }
    rules.noise.hotPixels = try HotPixelFile.rule(
      camera.filterHotPixels, periodMicroseconds: camera.hotPixelPeriodMicroseconds)
    rules.noise.refractoryMicroseconds = camera.refractoryMicroseconds
    rules.noise.supportMicroseconds = camera.supportMicroseconds
    rules.noise.eventsPerSecond = camera.rateLimit.map { Int64($0) }
    return rules
  }
}
