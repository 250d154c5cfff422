import Foundation
import Pictures
import SpikingNetwork
import TestSupport

/// Files for the tests of `saccade detect`.
enum DetectFiles {
  /// Outputs of the published code for one image, beside the package.
  static let exactFixture = PackageFolder.shared.appending(path: "fixtures/exact-coco")
  static let exactFixtureIsPresent = FileManager.default.fileExists(
    atPath: exactFixture.appending(path: "expected.json").path)

  static let classes = ["person", "car", "dog"]

  /// The description of a model of the static-image network.
  static func description(
    width: Int = 64, height: Int = 64, scale: NetworkScale = NetworkScale(depth: 0.33, width: 0.0625),
    normalisationDivisor: Float = 255, paddingValue: Float = 114, fit: InputFit = .letterbox
  ) -> NetworkDescription {
    NetworkDescription(
      variant: .coco, scale: scale,
      input: NetworkInput(
        width: width, height: height, sensorWidth: width, sensorHeight: height, timestepsPerWindow: 1, fit: fit,
        paddingValue: paddingValue, normalisationDivisor: normalisationDivisor),
      classNames: classes, provenance: ModelProvenance(source: "test", writer: "test"))
  }

  /// The bytes of a model with random weights that finds something in every image.
  static let model: [UInt8] = (try? NetworkGenerator(description: description(), seed: 4).modelBytes()) ?? []

  /// A folder with `tiny.model`.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(model, to: "tiny.model")
    return folder
  }

  /// A picture of coloured squares and a slope, another one for each seed.
  static func picture(width: Int, height: Int, seed: UInt64) -> Canvas {
    var random = SplitMix64(seed: seed)
    var canvas = Canvas(width: width, height: height)
    canvas.withPixels { pixels in
      for index in pixels.indices {
        pixels[index] = Color(
          red: UInt8(index % width * 255 / width), green: UInt8(index / width * 255 / height), blue: 90)
      }
    }
    for _ in 0..<6 {
      let square = Rectangle(
        x: random.index(below: width), y: random.index(below: height), width: width / 4, height: height / 5)
      canvas.fill(square, Color(UInt32(random.index(below: 1 << 24))))
    }
    return canvas
  }

  /// Writes a PNG image of squares into a folder.
  static func write(_ name: String, width: Int = 80, height: Int = 60, seed: UInt64 = 1, in folder: TemporaryFolder)
    throws
  {
    let directory = folder.url.appending(path: name).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try folder.write(PNGEncoder.encode(picture(width: width, height: height, seed: seed)), to: name)
  }

  /// An image that Pillow has written.
  static func golden(_ name: String) throws -> [UInt8] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "PicturesTests/Images/\(name)")))
  }
}
