import ArgumentParser
import EventProcessing
import Pipeline

/// The options of every command that drops noise before anything else sees the events.
struct NoiseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Pixels whose events are dropped: off, auto for those found at the start to have far more events than the others, or "
        + "a file of lines 'x y' (default: off).", valueName: "pixels"))
  var hotPixels: String?

  @Option(
    help: ArgumentHelp(
      "With --hot-pixels auto: the time from the first event in which events are counted and all pass (default: 10s).",
      valueName: "time"))
  var hotPixelPeriod: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Drop an event closer than this to the last one of its pixel that has passed.", valueName: "time"))
  var refractory: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Drop an event unless one of the 8 pixels around its own had one within this time.", valueName: "time"))
  var support: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Use at most so many events a second of sensor time: in each slice of 1 ms the first ones up to a thousandth.",
      valueName: "n"))
  var rateLimit: Int64?

  func validate() throws {
    if let rateLimit, !(1...NoiseFilterRules.largestRate).contains(rateLimit) {
      throw ValidationError("--rate-limit is \(rateLimit); give 1...\(NoiseFilterRules.largestRate)")
    }
    guard let hotPixelPeriod else { return }
    guard hotPixels == "auto" else { throw ValidationError("--hot-pixel-period needs --hot-pixels auto") }
    guard hotPixelPeriod.microseconds > 0 else {
      throw ValidationError("--hot-pixel-period is 0; give more, such as 5s")
    }
  }

  /// The rules that the options mean; reads the file of hot pixels where one is named.
  func rules() throws(PipelineError) -> NoiseFilterRules {
    var rules = NoiseFilterRules()
    rules.hotPixels = try HotPixelFile.rule(
      hotPixels ?? "off", periodMicroseconds: hotPixelPeriod?.microseconds ?? 10_000_000)
    rules.refractoryMicroseconds = refractory?.microseconds ?? 0
    rules.supportMicroseconds = support?.microseconds ?? 0
    rules.eventsPerSecond = rateLimit
    return rules
  }
}
