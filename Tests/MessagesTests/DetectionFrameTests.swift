import Detections
import Events
import Messages
import Testing

@Suite struct DetectionFrameTests {
  static func frame(detections: [Detection] = []) -> DetectionFrame {
    DetectionFrame(
      source: "cam1", session: 0x8000_0000_0000_0005, sequence: 7, windowStartMicroseconds: 1000,
      windowEndMicroseconds: 51_000, hostTimeNanoseconds: 1_700_000_000_000_000_000,
      publishTimeNanoseconds: 1_700_000_000_000_123_456, clock: .sensorFitted,
      geometry: SensorGeometry(width: 304, height: 240), events: 12_345, eventsDropped: 6, windowsSkipped: 2,
      stateReset: true, model: 0xFEDC_BA98_7654_3210, detections: detections)
  }

  static let detections: [Detection] = [
    Detection(x: 10, y: 20, width: 5, height: 6, score: 0.25, classID: 1),
    Detection(x: -3.5, y: 20, width: 5, height: 6, score: 0.75, classID: 0, trackID: 9),
    Detection(x: 10, y: 19, width: 5, height: 6, score: 0.25, classID: 1),
    Detection(x: 10, y: 20, width: 5, height: 6, score: 0.25, classID: 0),
    Detection(x: 9, y: 30, width: 5, height: 6, score: 0.25, classID: 7),
    Detection(x: 10, y: 20, width: 5, height: 6, score: 1, classID: 1),
  ]

  @Test func fieldsStandUnderTheirNumbers() throws {
    // Written by hand from the schema: tag = number << 3 | wire type.
    var expected: [UInt8] = [0x0A, 4] + Array("cam1".utf8)
    expected += [0x11, 5, 0, 0, 0, 0, 0, 0, 0x80, 0x18, 7, 0x20, 0xE8, 0x07, 0x28, 0xB8, 0x8E, 0x03]
    expected += [0x40, 2, 0x48, 0xB0, 0x02, 0x50, 0xF0, 0x01, 0x58, 0xB9, 0x60, 0x60, 6, 0x68, 2, 0x70, 1]
    expected += [0x79, 0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE]
    expected += [0x82, 0x01, 24, 0x0D, 0, 0, 0xC0, 0x3F, 0x15, 0, 0, 0, 0xC0, 0x1D, 0, 0, 0x80, 0x3F]
    expected += [0x2D, 0, 0, 0, 0x3F, 0x30, 3, 0x38, 4]
    let frame = Self.frame(detections: [
      Detection(x: 1.5, y: -2, width: 1, height: 0, score: 0.5, classID: 3, trackID: 4)
    ])
    #expect(try frame.withoutHostTimes.protobuf() == expected)
  }

  @Test func roundTripsInBothEncodings() throws {
    for detections in [[], Array(Self.detections.prefix(1)), Self.detections] {
      let frame = Self.frame(detections: detections)
      #expect(try DetectionFrame(protobuf: frame.protobuf()) == frame)
      #expect(try DetectionFrame(json: frame.json()) == frame)
    }
  }

  @Test func jsonIsTheCanonicalMapping() throws {
    let frame = Self.frame(detections: [Detection(x: 1.5, y: 0, width: 2, height: 3, score: 0.1, classID: 0)])
    let json = String(decoding: try frame.withoutHostTimes.json(), as: UTF8.self)
    #expect(
      json == #"{"source":"cam1","session":"9223372036854775813","sequence":"7","windowStartUs":"1000","#
        + #""windowEndUs":"51000","clock":"CLOCK_SENSOR_FITTED","width":304,"height":240,"events":"12345","#
        + #""eventsDropped":"6","windowsSkipped":2,"stateReset":true,"model":"18364758544493064720","#
        + #""detections":[{"x":1.5,"width":2.0,"height":3.0,"score":0.1}]}"#)
  }

  @Test func orderOfDetectionsDoesNotMatter() throws {
    let expected = try Self.frame(detections: Self.detections).protobuf()
    let sorted = Self.frame(detections: Self.detections).detections
    #expect(sorted.map(\.score) == [1, 0.75, 0.25, 0.25, 0.25, 0.25])
    #expect(sorted[2...].map(\.x) == [9, 10, 10, 10])
    #expect(sorted[3...].map(\.y) == [19, 20, 20])
    #expect(sorted[4...].map(\.classID) == [0, 1])
    Self.forEveryPermutation(of: Self.detections) { detections in
      var frame = Self.frame()
      frame.detections = detections
      #expect((try? frame.protobuf()) == expected)
    }
  }

  /// Heap's algorithm.
  private static func forEveryPermutation(of elements: [Detection], _ body: ([Detection]) -> Void) {
    var elements = elements
    var counters = [Int](repeating: 0, count: elements.count)
    body(elements)
    var index = 1
    while index < elements.count {
      guard counters[index] < index else {
        counters[index] = 0
        index += 1
        continue
      }
      elements.swapAt(index % 2 == 0 ? 0 : counters[index], index)
      body(elements)
      counters[index] += 1
      index = 1
    }
  }

  @Test func orderIsStrictForEveryPairOfUnusualFloats() {
    let floats: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, Float(nan: 5, signaling: false), .leastNonzeroMagnitude,
    ]
    let detections = floats.flatMap { score in
      floats.map { Detection(x: $0, y: 0, width: 0, height: 0, score: score, classID: 0) }
    }
    for (index, left) in detections.enumerated() {
      for (other, right) in detections.enumerated() {
        #expect((left.precedes(right) != right.precedes(left)) == (index != other))
      }
    }
    let sorted = detections.shuffled().sorted { $0.precedes($1) }
    #expect(sorted.first?.score == .infinity)
    #expect(sorted.last?.score.isNaN == true)
  }

  @Test func hostTimesAreAllThatIsLeftOut() {
    var frame = Self.frame(detections: Self.detections)
    let bare = frame.withoutHostTimes
    #expect(bare.hostTimeNanoseconds == 0 && bare.publishTimeNanoseconds == 0)
    frame.hostTimeNanoseconds = 0
    frame.publishTimeNanoseconds = 0
    #expect(frame == bare)
  }

  @Test func sizesForTwentyDetections() throws {
    // The figure that subscribers can plan with: some 700 bytes in protobuf, some 2 kB in JSON.
    let detections = (0..<20).map {
      Detection(
        x: Float($0) * 13.37, y: Float($0) * 7.77, width: 40.123, height: 30.456, score: 0.9 - Float($0) * 0.0313,
        classID: 1)
    }
    let frame = Self.frame(detections: detections)
    #expect((500...900).contains(try frame.protobuf().count))
    #expect((1500...3000).contains(try frame.json().count))
  }

  @Test(arguments: [(0, 240), (304, 0), (65536, 240), (304, 65536), (UInt32.max, 1)] as [(UInt32, UInt32)])
  func refusesSizesThatNoSensorHas(width: UInt32, height: UInt32) {
    let json = Array(#"{"source":"cam1","width":\#(width),"height":\#(height)}"#.utf8)
    let error = #expect(throws: MessageError.self) { try DetectionFrame(json: json) }
    #expect(error?.code == .badValue)
    #expect(error?.message.contains("\(width)x\(height)") == true)
  }

  @Test(arguments: ["", "{", "[]", "null", "{\"width\":\"x\"}", "{\"width\":1,\"height\":1,\"session\":-1}", "\u{0}"])
  func refusesWhatIsNotTheJSON(text: String) {
    let error = #expect(throws: MessageError.self) { try DetectionFrame(json: Array(text.utf8)) }
    #expect(error?.code == .damaged)
  }

  @Test func fieldsAndClocksOfANewerSchemaAreNoObstacle() throws {
    let json = #"{"width":1,"height":2,"colour":"red","clock":17}"#
    let frame = try DetectionFrame(json: Array(json.utf8))
    #expect(frame.geometry == SensorGeometry(width: 1, height: 2))
    #expect(frame.clock == .unspecified)
    // Field 100, a string.
    let protobuf: [UInt8] = [0x48, 1, 0x50, 2, 0x40, 17, 0xA2, 0x06, 1, 65]
    #expect(try DetectionFrame(protobuf: protobuf) == frame)
  }
}
