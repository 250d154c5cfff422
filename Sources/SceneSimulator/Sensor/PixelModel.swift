/// How the pixels of a simulated sensor turn light into events.
///
/// The model is that of v2e (Hu, Liu and Delbruck 2021): log intensity behind a low-pass filter whose bandwidth grows with the
/// light, thresholds that differ from pixel to pixel, a leak that gives ON events, shot noise that is strongest in the dark;
/// between two moments the voltage is taken as linear, as in ESIM (Rebecq, Gehrig and Scaramuzza 2018).
public struct PixelModel: Equatable, Hashable, Sendable {
  /// Change of log intensity that makes a pixel fire an ON event, 0.02...2.
  public var thresholdOn: Double
  /// Change of log intensity that makes a pixel fire an OFF event, 0.02...2.
  public var thresholdOff: Double
  /// Standard deviation of both thresholds from pixel to pixel, relative to the threshold, 0...0.3.
  public var thresholdMismatch: Double
  /// After an event a pixel is blind for so many microseconds, and remembers the voltage at their end, 1...100 000.
  public var refractoryMicroseconds: Double
  /// The photoreceptor's cut-off frequency at the luminance 1, a white wall in the sun, in hertz, 1...1e6.
  public var bandwidthHertz: Double
  /// The cut-off frequency in darkness, in hertz, 0.1...1e6.
  public var darkBandwidthHertz: Double
  /// Leak events per pixel and second, 0...100.
  public var leakHertz: Double
  /// Shot noise events per pixel and second in darkness, 0...100.
  public var noiseHertz: Double
  /// The share of pixels that leak 20 to 300 times a second, 0...0.1.
  public var hotPixels: Double

  /// Creates a model.
  public init(
    thresholdOn: Double = 0.27, thresholdOff: Double = 0.27, thresholdMismatch: Double = 0.08,
    refractoryMicroseconds: Double = 500, bandwidthHertz: Double = 3000, darkBandwidthHertz: Double = 15,
    leakHertz: Double = 0.1, noiseHertz: Double = 0.5, hotPixels: Double = 0.0003
  ) {
    self.thresholdOn = thresholdOn
    self.thresholdOff = thresholdOff
    self.thresholdMismatch = thresholdMismatch
    self.refractoryMicroseconds = refractoryMicroseconds
    self.bandwidthHertz = bandwidthHertz
    self.darkBandwidthHertz = darkBandwidthHertz
    self.leakHertz = leakHertz
    self.noiseHertz = noiseHertz
    self.hotPixels = hotPixels
  }

  /// What a pixel sees in complete darkness, as luminance.
  static let darkLuminance = 0.002
  /// The luminance at which half of the shot noise is left.
  static let noiseHalfLuminance = 0.05

  func validate() throws(SceneError) {
    try SceneError.require(thresholdOn, in: 0.02...2, name: "thresholdOn")
    try SceneError.require(thresholdOff, in: 0.02...2, name: "thresholdOff")
    try SceneError.require(thresholdMismatch, in: 0...0.3, name: "thresholdMismatch")
    try SceneError.require(refractoryMicroseconds, in: 1...100_000, name: "refractoryMicroseconds")
    try SceneError.require(bandwidthHertz, in: 1...1e6, name: "bandwidthHertz")
    try SceneError.require(darkBandwidthHertz, in: 0.1...1e6, name: "darkBandwidthHertz")
    try SceneError.require(leakHertz, in: 0...100, name: "leakHertz")
    try SceneError.require(noiseHertz, in: 0...100, name: "noiseHertz")
    try SceneError.require(hotPixels, in: 0...0.1, name: "hotPixels")
  }
}
