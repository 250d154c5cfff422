import ArgumentParser
import Events
import SceneSimulator

/// What the scenes of a data set have in common.
struct SceneOptions: ParsableArguments {
  @Option(help: "The sensor's size.")
  var geometry = SensorGeometry(width: 304, height: 240)

  @Option(help: ArgumentHelp("The length of a clip.", valueName: "time"))
  var duration = TimeArgument(microseconds: 10_000_000)

  @Option(help: "The light (default: two clips of five by day, one each of the others).")
  var daylight: SceneDescription.Daylight?

  @Option(help: ArgumentHelp("Cars relative to the usual, 0...3.", valueName: "factor"))
  var cars = 1.0

  @Option(help: ArgumentHelp("Pedestrians relative to the usual, 0...3.", valueName: "factor"))
  var pedestrians = 1.0

  @Option(help: ArgumentHelp("Contrast that fires an event, as a change of log intensity.", valueName: "0.02...2"))
  var threshold = PixelModel().thresholdOn

  @Option(help: ArgumentHelp("How much thresholds differ from pixel to pixel, relatively.", valueName: "0...0.3"))
  var mismatch = PixelModel().thresholdMismatch

  @Option(help: ArgumentHelp("How long a pixel is blind after an event.", valueName: "time"))
  var refractory = TimeArgument(microseconds: Int64(PixelModel().refractoryMicroseconds))

  @Option(help: ArgumentHelp("Cut-off frequency of a pixel that sees white in the sun.", valueName: "hertz"))
  var bandwidth = PixelModel().bandwidthHertz

  @Option(help: ArgumentHelp("Leak events per pixel and second.", valueName: "hertz"))
  var leak = PixelModel().leakHertz

  @Option(help: ArgumentHelp("Noise events per pixel and second in the dark.", valueName: "hertz"))
  var noise = PixelModel().noiseHertz

  @Option(help: ArgumentHelp("The share of pixels that fire all the time.", valueName: "0...0.1"))
  var hotPixels = PixelModel().hotPixels

  /// The scene of a seed.
  func description(seed: UInt64) -> SceneDescription {
    var pixels = PixelModel()
    pixels.thresholdOn = threshold
    pixels.thresholdOff = threshold
    pixels.thresholdMismatch = mismatch
    pixels.refractoryMicroseconds = Double(refractory.microseconds)
    pixels.bandwidthHertz = bandwidth
    pixels.leakHertz = leak
    pixels.noiseHertz = noise
    pixels.hotPixels = hotPixels
    return SceneDescription(
      seed: seed, geometry: geometry, durationMicroseconds: duration.microseconds, daylight: daylight,
      carDensity: cars, pedestrianDensity: pedestrians, pixels: pixels)
  }
}

extension SceneDescription.Daylight: ExpressibleByArgument {}
