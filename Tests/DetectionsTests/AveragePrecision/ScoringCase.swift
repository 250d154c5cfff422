import Detections
import Foundation
import TestSupport

/// Images with boxes to be found and detections, as pycocotools' side reads them.
struct ScoringCase {
  var name: String
  var classCount: Int
  var images: [(truths: [TrueBox], detections: [Detection])]

  /// The tally of some of the images.
  func tally(_ indices: some Sequence<Int>) throws -> PrecisionTally {
    var tally = PrecisionTally(classCount: classCount)
    for index in indices {
      let image = images[index]
      try tally.add(
        ImageMatches(truths: image.truths, detections: image.detections), for: ImageKey(number: Int64(index)))
    }
    return tally
  }

  /// The case as JSON; numbers keep all their digits.
  var json: [UInt8] {
    let images = images.map { image in
      let truths = image.truths.map {
        "[\($0.x),\($0.y),\($0.width),\($0.height),\($0.classID),\($0.area),\($0.isCrowd)]"
      }
      let detections = image.detections.map {
        "[\(Double($0.x)),\(Double($0.y)),\(Double($0.width)),\(Double($0.height)),\(Double($0.score)),\($0.classID)]"
      }
      return "{\"truths\":[\(truths.joined(separator: ","))],\"detections\":[\(detections.joined(separator: ","))]}"
    }
    return Array("{\"classes\":\(classCount),\"images\":[\(images.joined(separator: ","))]}".utf8)
  }

  /// Boxes at random, detections near them and elsewhere.
  ///
  /// With coarse numbers many scores and many overlaps are equal, and overlaps lie on thresholds.
  static func random(
    _ name: String, seed: UInt64, images: Int, classes: Int, truths: Int, detections: Int, isCoarse: Bool = false,
    crowds: Bool = false
  ) -> ScoringCase {
    var random = SplitMix64(state: seed)
    func number(_ range: ClosedRange<Float>) -> Float {
      let value = Float.random(in: range, using: &random)
      return isCoarse ? (value / 8).rounded() * 8 : value
    }
    func share() -> Float {
      let value = Float.random(in: 0...1, using: &random)
      return isCoarse ? (value * 4).rounded() / 4 : value
    }
    let all = (0..<images).map { _ in
      let boxes = (0..<Int.random(in: 0...truths, using: &random)).map { _ in
        // Some of each size, and some on the borders between sizes.
        let side = [8 as Float, 32, 40, 96, 120][Int.random(in: 0..<5, using: &random)]
        var box = TrueBox(
          Detection(
            x: number(0...200), y: number(0...150), width: isCoarse ? side : side + number(-7...30),
            height: side, score: 1, classID: UInt32.random(in: 0..<UInt32(classes), using: &random)))
        if crowds, Int.random(in: 0..<4, using: &random) == 0 { box.isCrowd = true }
        if crowds { box.area *= 0.7 }
        return box
      }
      let found = (0..<Int.random(in: 0...detections, using: &random)).map { _ in
        guard let near = boxes.randomElement(using: &random), Bool.random(using: &random) else {
          return Detection(
            x: number(0...200), y: number(0...150), width: number(8...120), height: number(8...120), score: share(),
            classID: UInt32.random(in: 0..<UInt32(classes), using: &random))
        }
        let shift = isCoarse ? 8 * Float(Int.random(in: -1...1, using: &random)) : number(-9...9)
        return Detection(
          x: Float(near.x) + shift, y: Float(near.y) - (isCoarse ? 0 : number(-3...3)), width: Float(near.width),
          height: Float(near.height) + (isCoarse ? 0 : number(-5...5)), score: share(), classID: near.classID)
      }
      return (boxes, found)
    }
    return ScoringCase(name: name, classCount: classes, images: all)
  }

  private static func box(_ x: Float, _ side: Float = 40, score: Float = 1, classID: UInt32 = 0) -> Detection {
    Detection(x: x, y: 10, width: side, height: side, score: score, classID: classID)
  }

  static let all: [ScoringCase] = [
    random("usual", seed: 1, images: 40, classes: 3, truths: 6, detections: 12),
    random(
      "many of equal score and overlap", seed: 2, images: 60, classes: 2, truths: 8, detections: 30, isCoarse: true),
    random("more than 100 detections", seed: 3, images: 4, classes: 2, truths: 40, detections: 700),
    random("more than 100 equal ones", seed: 4, images: 3, classes: 1, truths: 30, detections: 400, isCoarse: true),
    random("crowds", seed: 5, images: 40, classes: 2, truths: 8, detections: 25, isCoarse: true, crowds: true),
    random("classes that are never there", seed: 6, images: 5, classes: 40, truths: 3, detections: 9),
    ScoringCase(name: "no boxes", classCount: 1, images: [([], [box(1, score: 0.5)]), ([], [])]),
    ScoringCase(name: "no detections", classCount: 2, images: [([TrueBox(box(1))], []), ([], [])]),
    ScoringCase(name: "nothing at all", classCount: 2, images: [([], [])]),
    ScoringCase(
      name: "an object detected twice", classCount: 1,
      images: [([TrueBox(box(1))], [box(1, score: 0.5), box(1, score: 0.5), box(2, score: 0.9)])]),
    ScoringCase(
      name: "one detection between two equal boxes", classCount: 1,
      images: [([TrueBox(box(0)), TrueBox(box(8)), TrueBox(box(8))], [box(4, score: 0.5), box(8, score: 0.4)])]),
    ScoringCase(
      name: "boxes without an area", classCount: 1,
      images: [([TrueBox(box(0, 0)), TrueBox(box(3))], [box(0, 0, score: 0.5), box(3, score: 0.4)])]),
    ScoringCase(
      name: "ties between images", classCount: 1,
      images: [
        ([TrueBox(box(0))], [box(100, score: 0.5)]), ([TrueBox(box(0))], [box(0, score: 0.5), box(50, score: 0.5)]),
        ([TrueBox(box(0, 20))], [box(0, 20, score: 0.5)]),
      ]),
  ]
}
