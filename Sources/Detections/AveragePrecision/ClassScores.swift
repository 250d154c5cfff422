/// How well objects of one class were found.
public struct ClassScores: Equatable, Sendable {
  /// For each of `ObjectSize.allCases` the scores; nil where there was nothing to be found.
  public let sizes: [SizeScores?]
  /// The boxes that were to be found.
  public let truths: Int
  /// The detections that were scored, at most 100 of an image.
  public let detections: Int
  /// The score from which on precision and recall are best balanced; nil where nothing was found.
  public let operatingPoint: OperatingPoint?

  /// The scores for one size.
  public func scores(_ size: ObjectSize) -> SizeScores? { sizes[ObjectSize.allCases.firstIndex(of: size) ?? 0] }

  /// Works out the scores of the images of a class, which are in the order of their keys.
  init(_ images: [ImageMatches.OfClass]) {
    var ranked = images.flatMap { image in
      image.detections.enumerated().map { RankedDetection(detection: $1, rank: $0) }
    }
    // Equal scores stay in the order of images, then of ranks.
    let order = ranked.indices.sorted { first, second in
      let (one, other) = (ranked[first].detection.score, ranked[second].detection.score)
      return one == other ? first < second : one > other
    }
    ranked = order.map { ranked[$0] }
    let counts = images.reduce(SIMD4<Int>()) { $0 &+ SIMD4<Int>(truncatingIfNeeded: $1.truthCounts) }
    sizes = ObjectSize.allCases.indices.map { SizeScores(ranked, truths: counts[$0], size: $0) }
    truths = counts[0]
    detections = ranked.count
    operatingPoint = OperatingPoint(ranked, truths: counts[0])
  }
}
