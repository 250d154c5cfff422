import Detections
import FoundationEssentials
import Testing

@Suite struct COCOResultsEncoderTests {
  private struct Result: Decodable {
    var image_id: Int64
    var category_id: Int64
    var bbox: [Double]
    var score: Float
  }

  private func results(_ detections: [Detection]) throws -> (text: String, results: [Result]) {
    var bytes: [UInt8] = []
    var encoder = COCOResultsEncoder()
    for (index, detection) in detections.enumerated() {
      encoder.encode(detection, imageID: Int64(index) + 100, categoryID: 7, into: &bytes)
    }
    encoder.finish(into: &bytes)
    return (String(decoding: bytes, as: UTF8.self), try JSONDecoder().decode([Result].self, from: Data(bytes)))
  }

  @Test func nothingIsAnEmptyArray() throws {
    #expect(try results([]).text == "[]\n")
  }

  @Test func boxesAreRoundedAndScoresAreNot() throws {
    let boxes = [
      Detection(x: 1.0004, y: 0.9996, width: 12.5, height: 640, score: 0.123_456_79, classID: 0),
      Detection(x: -0.25, y: -3.0301, width: 0.07, height: 1000.9, score: 1e-6, classID: 1),
    ]
    let (text, results) = try results(boxes)
    #expect(text.contains(#""bbox":[1,1,12.5,640],"score":0.12345679}"#))
    #expect(text.contains(#""bbox":[-0.25,-3.03,0.07,1000.9]"#))
    #expect(results.map(\.image_id) == [100, 101] && results.allSatisfy { $0.category_id == 7 })
    for (box, result) in zip(boxes, results) {
      #expect(result.score == box.score)
      for (value, written) in zip([box.x, box.y, box.width, box.height], result.bbox) {
        #expect(abs(Double(value) - written) <= 0.000_501)
      }
    }
  }
}
