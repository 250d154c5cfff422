import Foundation
import Messages
import Testing

/// The same bytes and the same JSON as protobuf's own Python library, in both directions.
@Suite struct GoldenMessageTests {
  @Test func everyGoldenMessageIsReadAndWrittenAlike() throws {
    let vectors = try GoldenMessages.load()
    var types: [String: Int] = [:]
    for vector in vectors {
      types[vector.type, default: 0] += 1
      switch vector.type {
      case "DetectionFrame":
        try check(vector, DetectionFrame.init(protobuf:), DetectionFrame.init(json:)) { ($0.protobuf, $0.json) }
      case "SourceMeta":
        try check(vector, SourceMeta.init(protobuf:), SourceMeta.init(json:)) { ($0.protobuf, $0.json) }
      case "SourceStatus":
        try check(vector, SourceStatus.init(protobuf:), SourceStatus.init(json:)) { ($0.protobuf, $0.json) }
      default: Issue.record("no such message: \(vector.type)")
      }
    }
    #expect(types == ["DetectionFrame": 20, "SourceMeta": 8, "SourceStatus": 8])
  }

  private func check<Value: Equatable>(
    _ vector: GoldenMessages.Vector, _ fromProtobuf: ([UInt8]) throws -> Value, _ fromJSON: ([UInt8]) throws -> Value,
    _ encoders: (Value) -> (protobuf: () throws -> [UInt8], json: () throws -> [UInt8])
  ) throws {
    let value = try fromProtobuf(vector.protobuf)
    #expect(try encoders(value).protobuf() == vector.protobuf, "\(vector.testDescription)")
    let written = try GoldenMessages.sorted(encoders(value).json())
    let expected = try GoldenMessages.sorted(vector.json)
    #expect(written == expected, "\(vector.testDescription)")
    #expect(try fromJSON(vector.json) == value, "\(vector.testDescription)")
  }

  @Test func everyCutIsReadOrRefusedButNeverCrashes() throws {
    var refused = 0
    for vector in try GoldenMessages.load() where vector.type == "DetectionFrame" && vector.protobuf.count < 2000 {
      for count in 0..<vector.protobuf.count {
        let cut = Array(vector.protobuf.prefix(count))
        do {
          // A cut between two fields is a message too; then writing it and reading it again gives the same.
          let frame = try DetectionFrame(protobuf: cut)
          #expect(try DetectionFrame(protobuf: frame.protobuf()) == frame)
        } catch {
          #expect(error.code == .damaged || error.code == .badValue)
          refused += 1
        }
      }
    }
    #expect(refused > 100)
  }

  @Test func everyFlippedByteIsReadOrRefusedButNeverCrashes() throws {
    let vector = try #require(
      try GoldenMessages.load().first { $0.type == "DetectionFrame" && (200..<1000).contains($0.protobuf.count) })
    var refused = 0
    for index in vector.protobuf.indices {
      for mask: UInt8 in [0x01, 0x04, 0x80, 0xFF] {
        var damaged = vector.protobuf
        damaged[index] ^= mask
        if (try? DetectionFrame(protobuf: damaged)) == nil { refused += 1 }
      }
    }
    #expect(refused > 20)
  }
}
