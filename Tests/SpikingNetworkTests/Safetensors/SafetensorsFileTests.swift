import Foundation
import SpikingNetwork
import Testing

@Suite struct SafetensorsFileTests {
  /// Written by the `safetensors` package 0.8.0 for Python from numpy arrays.
  static let golden =
    "kAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJvcmlnaW4iOiJnb2xkZW4gXCLDqVwiIFxuIn0sIndpZGUiOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6"
    + "WzJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sInNjYWxhciI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwi"
    + "YSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwyXSwiZGF0YV9vZmZzZXRzIjpbMjQsNDBdfSwiZW1wdHkiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6"
    + "WzAsM10sImRhdGFfb2Zmc2V0cyI6WzQwLDQwXX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls0MCw0Nl19"
    + "LCJieXRlcyI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbNDYsNDldfX0gICAg//////////8AAAAAAAEAAAAAAAAAAB1A"
    + "AADAPwAAAMAAAIA+5rFhfwA8VbUBAAB//w=="

  static func goldenBytes() throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: golden))) }

  @Test func readsWhatAnotherProgramWrote() throws {
    let file = try SafetensorsFile(bytes: Self.goldenBytes())
    #expect(file.header.metadata == ["origin": "golden \"é\" \n"])
    #expect(file.header.tensors.map(\.name) == ["wide", "scalar", "a", "empty", "half", "bytes"])
    #expect(try file.floats(named: "a") == [1.5, -2, 0.25, 3e38])
    #expect(try file.floats(named: "half") == [1, -0.333251953125, 0x1p-24])
    #expect(try file.floats(named: "scalar") == [7.25])
    #expect(try file.floats(named: "empty") == [])
    #expect(file.header.tensor(named: "a")?.shape == [2, 2])
    #expect(file.header.tensor(named: "scalar")?.shape == [])
    #expect(file.header.tensor(named: "empty")?.shape == [0, 3])
    let wide = try file.header.requireTensor(named: "wide")
    #expect(SafetensorsFile.floats(of: file.data(of: wide), element: wide.element) == [-1, 0x1p40])
    let bytes = try file.header.requireTensor(named: "bytes")
    #expect(Array(file.data(of: bytes)) == [0, 127, 255])
  }

  @Test func writesTheSameBytesAsAnotherProgram() throws {
    let bytes = try Self.goldenBytes()
    let file = try SafetensorsFile(bytes: bytes)
    var builder = SafetensorsBuilder(metadata: file.header.metadata)
    for tensor in file.header.tensors {
      builder.add(
        tensor.name, element: tensor.element, shape: tensor.shape, data: Array(file.data(of: tensor)))
    }
    #expect(try builder.fileBytes() == bytes)
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try Self.goldenBytes()
    for length in bytes.indices {
      #expect(throws: SafetensorsError.self, "\(length) bytes") {
        try SafetensorsFile(bytes: Array(bytes[..<length]))
      }
    }
  }

  @Test func survivesEveryChangedByte() throws {
    let bytes = try Self.goldenBytes()
    for index in bytes.indices {
      for value: UInt8 in [0, 0x22, 0x2C, 0x39, 0x5B, 0x5C, 0x7B, 0xFF] {
        var changed = bytes
        changed[index] = value
        // Either outcome is right; what counts is that every tensor of a file that is taken can be read.
        guard let file = try? SafetensorsFile(bytes: changed) else { continue }
        for tensor in file.header.tensors {
          #expect(
            SafetensorsFile.floats(of: file.data(of: tensor), element: tensor.element).count == tensor.elementCount)
        }
      }
    }
  }

  @Test func missingAndIntegerTensorsAreNamed() throws {
    let file = try SafetensorsFile(bytes: Self.goldenBytes())
    #expect(throws: SafetensorsError.notFloatingPoint(key: "wide", element: .int64)) { try file.floats(named: "wide") }
    #expect(
      throws: SafetensorsError.missingTensor(
        key: "b", available: ["a", "bytes", "empty", "half", "scalar", "wide"])
    ) { try file.floats(named: "b") }
  }

  @Test(arguments: TensorElement.allCases) func convertsEveryElementType(element: TensorElement) throws {
    let one: [UInt8] =
      switch element {
      case .float64: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
      case .float32: [0, 0, 0x80, 0x3F]
      case .float16: [0, 0x3C]
      case .bfloat16: [0x80, 0x3F]
      case .int64, .int32, .int16, .int8, .uint8: [1] + Array(repeating: 0, count: element.byteCount - 1)
      }
    var builder = SafetensorsBuilder()
    builder.add("x", element: element, shape: [2], data: one + one)
    let file = try SafetensorsFile(bytes: builder.fileBytes())
    let tensor = try file.header.requireTensor(named: "x")
    #expect(SafetensorsFile.floats(of: file.data(of: tensor), element: element) == [1, 1])
  }
}
