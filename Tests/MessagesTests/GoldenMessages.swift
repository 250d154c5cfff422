import Foundation
import Testing

/// Messages written by protobuf's own Python library; see Tests/Python/message_vectors.py.
enum GoldenMessages {
  struct Vector: CustomTestStringConvertible, Sendable {
    var index: Int
    var type: String
    var protobuf: [UInt8]
    /// The canonical JSON as Python wrote it.
    var json: [UInt8]
    var testDescription: String { "\(type) \(index)" }
  }

  static func load() throws -> [Vector] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/messages.json")
    let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let entries = try #require(parsed as? [[String: String]])
    return try entries.enumerated().map { index, entry in
      Vector(
        index: index, type: try #require(entry["type"]),
        protobuf: try bytes(hex: #require(entry["protobuf"])),
        json: try [UInt8](#require(entry["json"]).utf8))
    }
  }

  static func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex.utf8)
    return try stride(from: 0, to: digits.count, by: 2).map { index in
      try #require(UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16))
    }
  }

  /// JSON with sorted keys, so that texts can be compared.
  static func sorted(_ json: [UInt8]) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(json))
    return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }
}
