import Detections
import SceneSimulator
import TestSupport

/// The boxes of simulated clips, and what a detector that is none too good makes of them.
struct SimulatedBoxes {
  /// All boxes, with the numbers of their objects.
  var truth: [TimedDetection] = []
  /// Boxes of a detector, without numbers.
  var detected: [TimedDetection] = []

  /// Clips of 10 seconds, one after the other with long pauses between them, each object with a number of its own.
  init(seeds: Range<UInt64>, periodMicroseconds: Int64) throws {
    var random = SplitMix64(state: seeds.lowerBound)
    for (clip, seed) in seeds.enumerated() {
      let scene = try DrivingScene(SceneDescription(seed: seed, durationMicroseconds: 10_000_000))
      var silence: [UInt32: Int] = [:]
      for time in stride(from: periodMicroseconds, through: 10_000_000, by: Int(periodMicroseconds)) {
        let pause = Int64(clip) * 100_000_000
        let boxes = scene.boxes(atMicroseconds: time).map { box in
          var box = box
          box.time += pause
          box.detection.trackID += UInt32(clip) * 100_000
          return box
        }
        truth += boxes
        detected += boxes.compactMap { Self.damaged($0, silence: &silence, random: &random) }
        while random.next(below: 100) < 25 { detected.append(Self.invented(time: time + pause, random: &random)) }
      }
    }
  }

  /// The box as a detector might see it; nil where it misses the object, now and then for several windows.
  private static func damaged(
    _ box: TimedDetection, silence: inout [UInt32: Int], random: inout SplitMix64
  ) -> TimedDetection? {
    let object = box.detection.trackID
    var box = box
    box.detection.trackID = 0
    if random.next(below: 100) < 4 { silence[object] = 2 + Int(random.next(below: 4)) }
    if let left = silence[object], left > 0 {
      silence[object] = left - 1
      return nil
    }
    guard random.next(below: 100) >= 8 else { return nil }
    func jitter(_ side: Float) -> Float { side * Float.random(in: -0.08...0.08, using: &random) }
    let (width, height) = (box.detection.width, box.detection.height)
    box.detection.x += jitter(width)
    box.detection.y += jitter(height)
    box.detection.width += jitter(width)
    box.detection.height += jitter(height)
    let isLow = random.next(below: 100) < 15
    box.detection.score = isLow ? .random(in: 0.1..<0.25, using: &random) : .random(in: 0.25..<0.95, using: &random)
    return box
  }

  /// A box where there is nothing.
  private static func invented(time: Int64, random: inout SplitMix64) -> TimedDetection {
    let width = Float.random(in: 6...60, using: &random)
    let height = Float.random(in: 10...60, using: &random)
    return TimedDetection(
      time: time,
      detection: Detection(
        x: .random(in: 0...(304 - width), using: &random), y: .random(in: 60...(240 - height), using: &random),
        width: width, height: height, score: .random(in: 0.1..<0.5, using: &random), classID: random.next(below: 2)))
  }
}
