import Detections
import Events
import Messages
import Testing

/// Messages for Foxglove, byte for byte as its published classes in Python (foxglove-schemas-protobuf 0.4) serialise them.
@Suite struct FoxgloveMessageTests {
  private static func frame(height: Int, hostTimeNanoseconds: Int64, _ detections: [Detection]) -> DetectionFrame {
    DetectionFrame(
      source: "front", session: 1, sequence: 0, windowStartMicroseconds: 0, windowEndMicroseconds: 50_000,
      hostTimeNanoseconds: hostTimeNanoseconds, clock: .sensorFitted,
      geometry: SensorGeometry(width: 1280, height: height), events: 0, model: 1, detections: detections)
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func boxesAreOutlinesWithLabels() {
    let frame = Self.frame(
      height: 720, hostTimeNanoseconds: 1_700_000_000_123_456_789,
      [
        // Its label has no room above, and its class no name.
        Detection(x: 0, y: 2, width: 64, height: 8, score: 0.5, classID: 7),
        Detection(x: 10.5, y: 40.25, width: 20, height: 30.5, score: 0.875, classID: 0, trackID: 12),
      ])
    let expected =
      "128e010a0b0880e2cfaa0610959aef3a10021a120900000000000025401100000000002044401a12090000000000803e4011"
      + "00000000002044401a12090000000000803e40110000000000b051401a12090000000000002540110000000000b051402224"
      + "09ae47e17a14aed73f11c3f5285c8fc2ed3f19ae47e17a14aed73f21000000000000f03f390000000000000840127c0a0b08"
      + "80e2cfaa0610959aef3a10021a091100000000000000401a120900000000000050401100000000000000401a120900000000"
      + "000050401100000000000024401a09110000000000002440222409c3f5285c8fc2ed3f11cdccccccccccdc3f19c3f5285c8f"
      + "c2ed3f21000000000000f03f3900000000000008401a5d0a0b0880e2cfaa0610959aef3a1212090000000000002540110000"
      + "000000a042401a0b63617220383825202331322100000000000038402a2409ae47e17a14aed73f11c3f5285c8fc2ed3f19ae"
      + "47e17a14aed73f21000000000000f03f1a4e0a0b0880e2cfaa0610959aef3a12091100000000000038401a05372035302521"
      + "00000000000038402a2409c3f5285c8fc2ed3f11cdccccccccccdc3f19c3f5285c8fc2ed3f21000000000000f03f2a0b0880"
      + "e2cfaa0610959aef3a"
    #expect(Self.hexadecimal(frame.foxgloveAnnotations(classes: ["car", "pedestrian"])) == expected)
  }

  @Test func nothingSeenStillHasATimeAlsoBefore1970() {
    let frame = Self.frame(height: 240, hostTimeNanoseconds: -1, [])
    #expect(Self.hexadecimal(frame.foxgloveAnnotations(classes: [])) == "2a1108ffffffffffffffffff0110ff93ebdc03")
  }

  @Test func imagesAreNamedByTheirFormat() {
    let image = FoxgloveImage(
      png: [0x89, 0x50, 0x4E, 0x47], hostTimeNanoseconds: 1_700_000_000_123_456_789, frameID: "front")
    let expected = "0a0b0880e2cfaa0610959aef3a120489504e471a03706e67220566726f6e74"
    #expect(Self.hexadecimal(image.protobuf()) == expected)
  }
}
