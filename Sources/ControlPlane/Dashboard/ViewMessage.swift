import Detections
import Events
import FoundationEssentials
import Messages
import NIOCore
import Pipeline
import SpikingNetwork

/// What a page is sent of a camera: the bytes of a heading in little-endian, the heading in JSON, the pixels of an image.
///
/// Pixels are those of `ViewedImage`.
enum ViewMessage {
  private struct Heading: Encodable {
    struct Box: Encodable {
      var x: Float
      var y: Float
      var width: Float
      var height: Float
      var score: Float
      var classID: UInt32
      var name: String
      var track: UInt32

      private enum CodingKeys: String, CodingKey {
        case x, y, width, height, score, name, track
        case classID = "class"
      }
    }

    /// How much a layer of the network fires.
    struct Layer: Encodable {
      var layer: Int
      var kind: String
      var rate: Float
    }

    /// The image's size in pixels.
    var width: Int
    var height: Int
    /// The sensor's size, in whose pixels boxes are; nil before the first window.
    var sensorWidth: Int?
    var sensorHeight: Int?
    var number: UInt64
    var sensorTime: Int64
    var sequence: UInt64?
    var firing: [Layer]
    var detections: [Box]
  }

  /// Encodes an image with how much the network fires and the newest detections.
  static func encode(
    _ image: ViewedImage, firingRates: [LayerFiringRate], detections: (frame: DetectionFrame, classes: [String])?,
    allocator: ByteBufferAllocator
  ) -> ByteBuffer? {
    let frame = detections?.frame
    let heading = Heading(
      width: image.width, height: image.height, sensorWidth: frame?.geometry.width,
      sensorHeight: frame?.geometry.height, number: image.number, sensorTime: image.sensorTimeMicroseconds,
      sequence: frame?.sequence,
      firing: firingRates.map { Heading.Layer(layer: $0.layer, kind: $0.kind, rate: $0.rate) },
      detections: frame?.detections.map { box in
        Heading.Box(
          x: box.x, y: box.y, width: box.width, height: box.height, score: box.score, classID: box.classID,
          name: (detections?.classes ?? []).name(ofClass: box.classID), track: box.trackID)
      } ?? [])
    guard let json = try? JSONEncoder().encode(heading) else { return nil }
    var buffer = allocator.buffer(capacity: 4 + json.count + image.pixels.count)
    buffer.writeInteger(UInt32(json.count), endianness: .little)
    buffer.writeBytes(json)
    buffer.writeBytes(image.pixels)
    return buffer
  }
}
