import Checkpoints
import SpikingNetwork
import Testing

@Suite struct TorchTensorTests {
  private static func tensor(_ change: (inout SampleTensor) -> Void) -> SampleTensor {
    var tensor = SampleTensor("a.weight", shape: [2, 3])
    tensor.storageElementCount = 10
    change(&tensor)
    return tensor
  }

  @Test func viewsAreReadRowMajor() throws {
    let tensors = [
      Self.tensor { _ in },
      Self.tensor { ($0.name, $0.offset) = ("b", 4) },
      Self.tensor { ($0.name, $0.strides) = ("transposed", [1, 2]) },
      Self.tensor { ($0.name, $0.shape, $0.strides, $0.offset) = ("gaps", [2, 2, 1], [5, 3, 7], 1) },
      Self.tensor { ($0.name, $0.shape, $0.strides) = ("repeated", [3, 2], [0, 1]) },
      Self.tensor { ($0.name, $0.shape, $0.strides, $0.offset) = ("scalar", [], [], 9) },
      Self.tensor { ($0.name, $0.shape, $0.strides, $0.offset) = ("nothing", [0, 1 << 40, 1 << 40], [1, 1, 1], 10) },
    ]
    let checkpoint = try SampleCheckpoint(tensors).open()
    for (name, expected) in [
      ("a.weight", [0, 1, 2, 3, 4, 5]), ("b", [4, 5, 6, 7, 8, 9]), ("transposed", [0, 2, 4, 1, 3, 5]),
      ("gaps", [1, 4, 6, 9]), ("repeated", [0, 1, 0, 1, 0, 1]), ("scalar", [9]), ("nothing", []),
    ] as [(String, [Float])] {
      #expect(try checkpoint.floats(name) == expected, "\(name)")
    }
    #expect(checkpoint.tensors.map(\.shape) == tensors.map(\.shape))
  }

  @Test func everyElementTypeIsRead() throws {
    let types: [(String, TensorElement)] = [
      ("DoubleStorage", .float64), ("FloatStorage", .float32), ("HalfStorage", .float16),
      ("BFloat16Storage", .bfloat16), ("LongStorage", .int64), ("IntStorage", .int32), ("ShortStorage", .int16),
      ("CharStorage", .int8), ("ByteStorage", .uint8), ("BoolStorage", .uint8),
    ]
    for (type, element) in types {
      let bytes = (0..<UInt8(2 * element.byteCount)).map { $0 }
      var sample = SampleCheckpoint(
        [Self.tensor { ($0.storageType, $0.storageElementCount, $0.shape, $0.strides) = (type, 2, [2], [1]) }],
        storages: ["0": bytes])
      let checkpoint = try sample.open()
      #expect(checkpoint.tensors[0].element == element)
      #expect(try checkpoint.bytes(ofTensorAt: 0) == bytes)
      sample.byteOrder = nil
      #expect(try sample.open().bytes(ofTensorAt: 0) == bytes)
      sample.byteOrder = "big"
      let swapped = stride(from: 0, to: bytes.count, by: element.byteCount).flatMap {
        bytes[$0..<$0 + element.byteCount].reversed()
      }
      #expect(try sample.open().bytes(ofTensorAt: 0) == swapped)
    }
    var sample = SampleCheckpoint([Self.tensor { _ in }])
    sample.byteOrder = "middle"
    let error = try #require(throws: ZIPArchiveError.self) { try sample.open() }
    #expect("\(error)".contains("it says 'middle', legal: 'little', 'big'"))
  }

  /// Float16 to float32 is exact for every one of the 65536 values.
  @Test func halfPrecisionIsKeptExactly() throws {
    let bytes = (0...UInt16.max).flatMap { ZIPBuilder.integer(UInt64($0), 2) }
    let checkpoint = try SampleCheckpoint(
      [
        Self.tensor {
          ($0.storageType, $0.storageElementCount, $0.shape, $0.strides) = ("HalfStorage", 65536, [65536], [1])
        }
      ],
      storages: ["0": bytes]
    ).open()
    #expect(try checkpoint.bytes(ofTensorAt: 0) == bytes)
    for (bits, value) in try checkpoint.floats("a.weight").enumerated() {
      let (exponent, fraction) = (bits >> 10 & 31, Float(bits & 1023))
      let sign: Float = bits & 0x8000 == 0 ? 1 : -1
      switch exponent {
      case 0: #expect(value == sign * fraction * 0x1p-24)
      case 31: #expect(fraction == 0 ? value == sign * .infinity : value.isNaN)
      default: #expect(value == sign * (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1))
      }
    }
  }

  /// What is wrong, and what the message must say.
  static let damages: [(String, @Sendable (inout SampleTensor) -> Void)] = [
    ("reach beyond its storage of 10 elements", { $0.offset = 5 }),
    ("reach beyond its storage of 10 elements", { $0.strides = [8, 1] }),
    ("reach beyond its storage of 10 elements", { $0.shape = [2, 9] }),
    ("reach beyond its storage of 5 elements", { $0.storageElementCount = 5 }),
    ("none negative", { $0.offset = -1 }), ("none negative", { $0.shape = [-2, 3] }),
    ("none negative", { $0.strides = [-3, 1] }),
    ("reach beyond", { $0.shape = [1 << 40, 1 << 40] }), ("reach beyond", { $0.strides = [.max, 1] }),
    ("reach beyond", { ($0.shape, $0.strides) = ([.max, .max], [0, 0]) }), ("reach beyond", { $0.offset = .max }),
    ("reach beyond", { ($0.shape, $0.strides, $0.offset) = ([0], [1], 11) }),
    ("has more elements than its storage", { ($0.shape, $0.strides) = ([1_000_000], [0]) }),
    ("2 dimensions and 1 strides", { $0.strides = [1] }),
    (
      "of at most 64 dimensions",
      { ($0.shape, $0.strides) = (Array(repeating: 1, count: 65), Array(repeating: 1, count: 65)) }
    ),
    ("no possible number of elements", { $0.storageElementCount = -1 }),
    ("no possible number of elements", { $0.storageElementCount = .max }),
    (
      "its storage has the type of the name 'torch.ComplexFloatStorage'; read are torch.BFloat16Storage,",
      { $0.storageType = "ComplexFloatStorage" }
    ),
    ("its storage has the type of the name 'somebody.FloatStorage'", { $0.storageModule = "somebody" }),
    ("no entry 'sample/data/../../etc/passwd'", { $0.key = "../../etc/passwd" }),
  ]

  @Test(arguments: damages.indices) func tensorsThatCannotBeAreNamed(index: Int) throws {
    let (message, change) = Self.damages[index]
    var sample = SampleCheckpoint([Self.tensor(change)])
    sample.storages = ["0": SampleCheckpoint.floats(10)]
    do {
      _ = try sample.open()
      Issue.record("\(message) is expected")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
      if error is CheckpointError { #expect("\(error)".contains("'a.weight', made at byte "), "\(error)") }
    }
  }

  @Test func aStorageWithTooFewBytesIsNamed() throws {
    let sample = SampleCheckpoint([Self.tensor { _ in }], storages: ["0": [UInt8](repeating: 0, count: 39)])
    #expect(throws: CheckpointError.shortStorage(entry: "sample/data/0", byteCount: 39, needed: 40)) {
      try sample.open()
    }
  }

  @Test func aDamagedStorageIsFoundWhenItIsRead() throws {
    for isPart in [false, true] {
      let sample = SampleCheckpoint([Self.tensor { if isPart { $0.storageElementCount = 12 } }])
      var bytes = sample.bytes()
      let payload = try #require(bytes.indices.first { bytes[$0...].starts(with: SampleCheckpoint.floats(6)) })
      bytes[payload + 9] ^= 4
      let checkpoint = try TorchCheckpoint(MemoryBytes(content: bytes))
      let error = try #require(throws: ZIPArchiveError.self) { try checkpoint.bytes(ofTensorAt: 0) }
      #expect("\(error)".contains("'sample/data/0' at byte \(payload) is damaged: its CRC-32"))
    }
  }
}
