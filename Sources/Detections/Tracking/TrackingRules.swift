/// How boxes become tracks.
public struct TrackingRules: Equatable, Hashable, Sendable {
  /// Boxes from this score on begin tracks and are matched first, 0...1.
  public let highScore: Float
  /// Boxes from this score on, below `highScore`, go on with tracks that have found no better one, 0...1.
  public let lowScore: Float
  /// How long an object may be unseen before its track ends, in microseconds.
  public let gapMicroseconds: Int64
  /// In how many windows an object must have been seen before its track has a number.
  public let hits: Int
  /// By how much boxes are enlarged on each side before their overlap is measured, as a share of their size, 0...2.
  public let margin: Float
  /// The least intersection over union, of enlarged boxes, of a track with a box of a high score, 0...1.
  public let highOverlap: Float
  /// The least intersection over union, of enlarged boxes, of a track with a box of a low score, 0...1.
  public let lowOverlap: Float
  /// The largest number of tracks, and of boxes of a window that are looked at.
  public let maximumObjects: Int

  /// Creates rules.
  ///
  /// - Throws: `DetectionsError.rule` for values out of range.
  public init(
    highScore: Float = 0.25, lowScore: Float = 0.1, gapMicroseconds: Int64 = 1_000_000, hits: Int = 2,
    margin: Float = 0.5, highOverlap: Float = 0.2, lowOverlap: Float = 0.4, maximumObjects: Int = 300
  ) throws(DetectionsError) {
    let shares = [
      ("highScore", highScore), ("lowScore", lowScore), ("highOverlap", highOverlap), ("lowOverlap", lowOverlap),
    ]
    for (name, value) in shares where !(0...1).contains(value) {
      throw .rule(name: name, value: "\(value)", legal: "0...1")
    }
    guard lowScore <= highScore else {
      throw .rule(name: "lowScore", value: "\(lowScore)", legal: "at most highScore, \(highScore)")
    }
    guard (0...2).contains(margin) else { throw .rule(name: "margin", value: "\(margin)", legal: "0...2") }
    guard (0...Self.longestGapMicroseconds).contains(gapMicroseconds) else {
      throw .rule(
        name: "gapMicroseconds", value: "\(gapMicroseconds)", legal: "0...\(Self.longestGapMicroseconds)")
    }
    guard (1...1000).contains(hits) else { throw .rule(name: "hits", value: "\(hits)", legal: "1...1000") }
    guard (1...1000).contains(maximumObjects) else {
      throw .rule(name: "maximumObjects", value: "\(maximumObjects)", legal: "1...1000")
    }
    self.highScore = highScore
    self.lowScore = lowScore
    self.gapMicroseconds = gapMicroseconds
    self.hits = hits
    self.margin = margin
    self.highOverlap = highOverlap
    self.lowOverlap = lowOverlap
    self.maximumObjects = maximumObjects
  }

  /// An hour.
  public static let longestGapMicroseconds: Int64 = 3_600_000_000
}
