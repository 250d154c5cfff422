import Events
import Pictures
import Timesteps

/// One timestep of a camera as people look at it.
public struct ViewedImage: Sendable {
  /// What a pixel of each kind is in a picture: no event, OFF, ON.
  private static let palette = [Color(0x14171C), Color(0xFF8A5C), Color(0x6DB3FF)]

  /// The camera's images are numbered, those that nobody has looked at included; 0 for those of windows.
  public var number: UInt64
  /// The image's width in pixels.
  public var width: Int
  /// The image's height in pixels.
  public var height: Int
  /// Four pixels a byte, the first in the lowest bits, row after row without gaps: 0 for no event, 1 for OFF, 2 for ON.
  public var pixels: [UInt8]
  /// The end of the timestep on the sensor's clock.
  public var sensorTimeMicroseconds: Int64

  /// Draws a timestep, without the padding around it.
  init(_ tensor: TimestepTensor, encoding: TensorEncoding, number: UInt64 = 0) {
    let box = encoding.letterbox
    let codes = tensor.codes
    let plane = tensor.shape.height * tensor.shape.width
    var pixels = [UInt8](repeating: 0, count: (box.imageWidth * box.imageHeight + 3) / 4)
    var position = 0
    for row in box.top..<box.top + box.imageHeight {
      for column in box.left..<box.left + box.imageWidth {
        let index = row * tensor.shape.width + column
        let kind: UInt8 =
          switch encoding.representation {
          case .lastPolarity: codes[index] < 127 ? 1 : codes[index] > 127 ? 2 : 0
          case .histogram:
            codes[index] | codes[plane + index] == 0 ? 0 : codes[index] >= codes[plane + index] ? 2 : 1
          }
        pixels[position >> 2] |= kind << UInt8((position & 3) * 2)
        position += 1
      }
    }
    self.number = number
    width = box.imageWidth
    height = box.imageHeight
    self.pixels = pixels
    sensorTimeMicroseconds = tensor.timestep.endMicroseconds
  }

  /// The image as a PNG file of the sensor's size, in whose pixels boxes are.
  ///
  /// - Throws: `output` where it cannot be encoded.
  package func png(sensor: SensorGeometry) throws(PipelineError) -> [UInt8] {
    let columns = (0..<sensor.width).map { $0 * width / sensor.width }
    var indices = [UInt8](repeating: 0, count: sensor.width * sensor.height)
    var position = 0
    for row in 0..<sensor.height {
      let start = row * height / sensor.height * width
      for column in columns {
        let pixel = start + column
        indices[position] = pixels[pixel >> 2] >> UInt8((pixel & 3) * 2) & 3
        position += 1
      }
    }
    do throws(PictureError) {
      return try PNGEncoder.encode(
        pixels: indices, width: sensor.width, height: sensor.height, palette: Self.palette)
    } catch {
      throw PipelineError(.output, "an event image cannot be encoded: \(error)", remedy: "free some memory")
    }
  }
}
