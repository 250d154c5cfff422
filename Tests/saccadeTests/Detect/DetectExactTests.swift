import Foundation
import Pictures
import SpikingNetwork
import TestSupport
import Testing

/// `exact-coco`: the published code's boxes of one image, through a PNG file and the command.
@Suite(.enabled(if: DetectFiles.exactFixtureIsPresent, "../shared/fixtures is not there: exact boxes are not checked"))
struct DetectExactTests {
  private struct Box {
    var left, top, right, bottom, score: Float
    var classID: Int

    func overlap(_ other: Box) -> Float {
      let width = max(0, min(right, other.right) - max(left, other.left))
      let height = max(0, min(bottom, other.bottom) - max(top, other.top))
      let union = (right - left) * (bottom - top) + (other.right - other.left) * (other.bottom - other.top)
      return width * height / (union - width * height)
    }
  }

  private static func tensors(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(bytes: [UInt8](Data(contentsOf: DetectFiles.exactFixture.appending(path: name))))
  }

  /// The published rules, written down once more: best class, threshold, suppression, cut at the image's edges.
  private static func expected(
    _ decoded: [Float], anchors: Int, overlap: Float, width: Float, height: Float
  ) -> [Box] {
    func value(_ row: Int, _ anchor: Int) -> Float { decoded[row * anchors + anchor] }
    var candidates: [Box] = []
    for anchor in 0..<anchors {
      guard let best = (0..<3).max(by: { value(4 + $0, anchor) < value(4 + $1, anchor) }),
        value(4 + best, anchor) > 0.25
      else { continue }
      let (x, y) = (value(0, anchor), value(1, anchor))
      let (halfWidth, halfHeight) = (value(2, anchor) / 2, value(3, anchor) / 2)
      candidates.append(
        Box(
          left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight,
          score: value(4 + best, anchor), classID: best))
    }
    var kept: [Box] = []
    for candidate in candidates.sorted(by: { $0.score > $1.score })
    where !kept.contains(where: { $0.classID == candidate.classID && $0.overlap(candidate) > overlap }) {
      kept.append(candidate)
    }
    return kept.prefix(300).map { box in
      Box(
        left: min(max(box.left, 0), width), top: min(max(box.top, 0), height), right: min(max(box.right, 0), width),
        bottom: min(max(box.bottom, 0), height), score: box.score, classID: box.classID)
    }
  }

  /// The mean over three timesteps is not exact, so that boxes of nearly equal scores may suppress each other either way.
  @Test(arguments: [(1, Float(0.7)), (1, 1), (3, 1)])
  func equalsThePublishedBoxes(timesteps: Int, overlap: Float) throws {
    let io = try Self.tensors("io.safetensors")
    let codes = Array(io.data(of: try io.header.requireTensor(named: "input_codes")))
    let (width, height) = (128, 96)
    let folder = try TemporaryFolder()
    let description = DetectFiles.description(
      width: width, height: height, scale: NetworkScale(depth: 0.33, width: 0.125), normalisationDivisor: 8)
    try folder.write(
      ModelFile.bytes(description: description, weights: Self.tensors("weights.safetensors")), to: "exact.model")
    var canvas = Canvas(width: width, height: height)
    let plane = width * height
    canvas.withPixels { pixels in
      for index in pixels.indices {
        pixels[index] = Color(red: codes[index], green: codes[plane + index], blue: codes[2 * plane + index])
      }
    }
    try folder.write(PNGEncoder.encode(canvas), to: "image.png")

    let run = try CommandRun(
      "detect", "image.png", "--model", "exact.model", "--timesteps", "\(timesteps)", "--overlap", "\(overlap)",
      "--json",
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try DetectionReportJSON(run)
    #expect(report.timesteps == timesteps)
    let found = try #require(report.images.first).detections
    let decoded = try io.floats(named: "decoded_reset_T\(timesteps)")
    let expected = Self.expected(
      decoded, anchors: decoded.count / 7, overlap: overlap, width: Float(width), height: Float(height))
    #expect(expected.count > 10)
    #expect(found.count == expected.count)
    // As sets, since boxes of equal scores may come in any order.
    var left = found
    for box in expected {
      let index = left.firstIndex { candidate in
        candidate.class_id == box.classID && abs(candidate.score - box.score) < 1e-5
          && abs(candidate.x - box.left) < 1e-2 && abs(candidate.y - box.top) < 1e-2
          && abs(candidate.x + candidate.width - box.right) < 1e-2
          && abs(candidate.y + candidate.height - box.bottom) < 1e-2
      }
      #expect(index != nil, "\(box)")
      if let index { left.remove(at: index) }
    }
  }
}
