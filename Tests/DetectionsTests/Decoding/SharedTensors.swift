import Foundation
import TestSupport

/// Reads float tensors of a safetensors file under `../shared`, which not every checkout has.
struct SharedTensors {
  private let bytes: Data
  private let header: [String: Any]
  private let payload: Int

  /// Whether a file under `../shared` is there.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  init(_ path: String) throws {
    bytes = try Data(contentsOf: Self.url(path))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    payload = 8 + length
    header = try JSONSerialization.jsonObject(with: bytes[8..<payload]) as? [String: Any] ?? [:]
  }

  /// A tensor's shape and its elements, row-major.
  func floats(_ name: String) throws -> (shape: [Int], elements: [Float]) {
    guard let entry = header[name] as? [String: Any], entry["dtype"] as? String == "F32",
      let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
    else { throw CocoaError(.fileReadCorruptFile) }
    let slice = bytes[(payload + offsets[0])..<(payload + offsets[1])]
    let elements = slice.withUnsafeBytes { raw in
      (0..<(raw.count / 4)).map { Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
    return (shape, elements)
  }

  private static func url(_ path: String) -> URL { PackageFolder.shared.appending(path: path) }
}
