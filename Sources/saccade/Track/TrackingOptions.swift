import ArgumentParser
import Detections

/// The options of every command that follows objects from window to window.
struct TrackingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Boxes from this score on begin tracks, and find theirs first (default: 0.25).", valueName: "0...1"))
  var trackHighScore: Float?

  @Option(
    help: ArgumentHelp(
      "Boxes below that, from this score on, only go on with tracks that no better one has found (default: 0.1).",
      valueName: "0...1"))
  var trackLowScore: Float?

  @Option(help: ArgumentHelp("How long an object may be unseen and keep its number (default: 1s).", valueName: "time"))
  var trackGap: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "In how many windows an object must have been seen before it has a number (default: 2).", valueName: "n"))
  var trackHits: Int?

  @Option(
    help: ArgumentHelp(
      "How far around an object it is looked for, as a share of its size on each side (default: 0.5).",
      valueName: "0...2"))
  var trackMargin: Float?

  /// The options that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--track-high-score", trackHighScore != nil), ("--track-low-score", trackLowScore != nil),
      ("--track-gap", trackGap != nil), ("--track-hits", trackHits != nil), ("--track-margin", trackMargin != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The rules that they say; throws `CommandFailure` with status 64 where they contradict each other.
  func rules() throws(CommandFailure) -> TrackingRules {
    let highScore = trackHighScore ?? max(0.25, trackLowScore ?? 0)
    do {
      return try TrackingRules(
        highScore: highScore, lowScore: trackLowScore ?? min(0.1, highScore),
        gapMicroseconds: trackGap?.microseconds ?? 1_000_000, hits: trackHits ?? 2, margin: trackMargin ?? 0.5)
    } catch {
      throw CommandFailure(.usage, "tracks cannot be made so: \(error)")
    }
  }
}
