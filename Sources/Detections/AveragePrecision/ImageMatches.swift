/// The detections of one image, or one moment, matched with what is there to be found.
///
/// It does not depend on other images, so that images can be matched anywhere and in any order.
public struct ImageMatches: Equatable, Sendable {
  /// One class's part of it.
  public struct OfClass: Equatable, Sendable {
    /// The class.
    public let classID: UInt32
    /// For each of `ObjectSize.allCases` the number of boxes to be found.
    public let truthCounts: SIMD4<Int32>
    /// The detections by descending score, at most 100; equal scores in the order they came in.
    public let detections: [MatchedDetection]
  }

  /// The classes that are there or were detected, ascending.
  public let classes: [OfClass]

  /// Matches detections with boxes by COCO's rules.
  ///
  /// For each threshold detections choose by descending score, each the free box that it overlaps most, of equal ones the
  /// last, boxes of other sizes only where no other is left; what they find of other sizes or in crowds is ignored, and so are
  /// detections of another size that found nothing.
  /// Source: pycocotools, `COCOeval.evaluateImg`.
  public init(truths: [TrueBox], detections: [Detection]) {
    classes = Set(truths.map(\.classID)).union(detections.map(\.classID)).sorted().map { classID in
      Self.match(
        classID, truths: truths.filter { $0.classID == classID },
        detections: Self.best(of: detections.filter { $0.classID == classID }))
    }
  }

  private static func best(of detections: [Detection]) -> [Detection] {
    let order = detections.indices.sorted { first, second in
      let (one, other) = (detections[first].score, detections[second].score)
      return one == other ? first < second : one > other
    }
    return order.prefix(COCORules.detectionLimits[2]).map { detections[$0] }
  }

  private static func match(_ classID: UInt32, truths: [TrueBox], detections: [Detection]) -> OfClass {
    let overlaps = detections.map { detection in truths.map { $0.overlap(with: detection) } }
    var counts = SIMD4<Int32>()
    var matched = [SIMD4<UInt16>](repeating: SIMD4(), count: detections.count)
    var ignored = matched
    for (place, size) in ObjectSize.allCases.enumerated() {
      let isIgnored = truths.map { $0.isCrowd || !size.areas.contains($0.area) }
      // What counts comes first.
      let order = truths.indices.filter { !isIgnored[$0] } + truths.indices.filter { isIgnored[$0] }
      let isOtherSize = detections.map { !size.areas.contains(Double($0.width) * Double($0.height)) }
      counts[place] = Int32(clamping: isIgnored.count { !$0 })
      for (level, threshold) in COCORules.overlapThresholds.enumerated() {
        let bit = UInt16(1) << UInt16(level)
        var isTaken = [Bool](repeating: false, count: truths.count)
        for index in detections.indices {
          var least = min(threshold, 1 - 1e-10)
          var best: Int?
          for truth in order where !isTaken[truth] || truths[truth].isCrowd {
            if let best, !isIgnored[best], isIgnored[truth] { break }
            guard overlaps[index][truth] >= least else { continue }
            least = overlaps[index][truth]
            best = truth
          }
          if let best {
            isTaken[best] = true
            matched[index][place] |= bit
            if isIgnored[best] { ignored[index][place] |= bit }
          } else if isOtherSize[index] {
            ignored[index][place] |= bit
          }
        }
      }
    }
    return OfClass(
      classID: classID, truthCounts: counts,
      detections: detections.indices.map {
        MatchedDetection(score: detections[$0].score, matched: matched[$0], ignored: ignored[$0])
      })
  }
}

extension ImageMatches {
  /// How many detections found an object of any size at an overlap of 0.5, and how many are where nothing is.
  public var counts: (right: Int, wrong: Int) {
    let detections = classes.flatMap(\.detections)
    return (
      detections.count { $0.isRight(size: 0, threshold: 0) }, detections.count { $0.isWrong(size: 0, threshold: 0) }
    )
  }
}
