import Checkpoints
import SpikingNetwork
import Testing

/// Files that are damaged or made to do harm: always an error, never a crash, and never wrong data without one.
@Suite struct HostileCheckpointTests {
  private static let sample = SampleCheckpoint([
    SampleTensor("model.1.encode_conv.weight", shape: [2, 3]), SampleTensor("b", key: "1", shape: [1]),
  ])

  private static func contents(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    try TorchCheckpoint(MemoryBytes(content: bytes)).contents()
  }

  private static func isExpected(_ error: any Error) -> Bool {
    error is CheckpointError || error is ZIPArchiveError
  }

  @Test func cutAtEveryByte() throws {
    for deflated in [false, true] {
      var sample = Self.sample
      sample.isDeflated = deflated
      let bytes = sample.bytes()
      for length in bytes.indices {
        do {
          _ = try Self.contents(Array(bytes[..<length]))
          Issue.record("\(length) of \(bytes.count) bytes were read")
        } catch { #expect(Self.isExpected(error), "\(length): \(error)") }
      }
    }
  }

  /// The checksums find every bit that matters; the others change nothing.
  @Test func everyBitFlipped() throws {
    for deflated in [false, true] {
      var sample = Self.sample
      sample.isDeflated = deflated
      let good = sample.bytes()
      let expected = try Self.contents(good)
      for bit in 0..<good.count * 8 {
        var bytes = good
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        do { #expect(try Self.contents(bytes) == expected, "bit \(bit % 8) of byte \(bit / 8)") } catch {
          #expect(Self.isExpected(error), "bit \(bit): \(error)")
        }
      }
    }
  }

  /// Without checksums the pickle itself meets every flipped bit and every cut.
  @Test func picklesCutAndFlippedBehindNoChecksum() throws {
    var sample = Self.sample
    let good = sample.pickle
    func open() {
      var entries = sample.entries
      for index in entries.indices { entries[index].crc32 = 0 }
      do { _ = try Self.contents(ZIPBuilder(entries).bytes()) } catch {
        #expect(Self.isExpected(error), "\(error)")
        #expect(!"\(error)".isEmpty)
      }
    }
    for bit in 0..<good.count * 8 {
      sample.pickle = good
      sample.pickle[bit / 8] ^= 1 << UInt8(bit % 8)
      open()
    }
    for length in good.indices {
      sample.pickle = Array(good[..<length])
      open()
    }
    for index in good.indices {
      for byte in UInt8.min...UInt8.max {
        sample.pickle = good
        sample.pickle[index] = byte
        open()
      }
    }
  }

  @Test func pickleErrorsSayWhere() throws {
    let sample = SampleCheckpoint(
      pickle: PickleBuilder.pickle {
        $0.global("os", "system")
        $0.text("true")
        $0.raw([0x85])
        $0.reduce()
      })
    let error = try #require(throws: CheckpointError.self) { try sample.open() }
    #expect("\(error)".contains("data.pkl: the pickle names 'os.system' at byte 2,"))
  }

  /// A module that contains itself.
  @Test func cyclesEnd() throws {
    let sample = SampleCheckpoint(
      pickle: PickleBuilder.pickle {
        $0.global("a", "Net")
        $0.emptyTuple()
        $0.newObject()
        $0.put(1)
        $0.emptyDictionary()
        $0.mark()
        $0.text("_modules")
        $0.emptyDictionary()
        $0.mark()
        $0.text("x")
        $0.get(1)
        $0.setItems()
        $0.setItems()
        $0.build()
      })
    let error = try #require(throws: CheckpointError.self) { try sample.open() }
    #expect("\(error)".contains("more than 64 modules around it"))
    // A dictionary that is its own model, and a list that is its own shape.
    let own = SampleCheckpoint(
      pickle: PickleBuilder.pickle {
        $0.emptyDictionary()
        $0.put(1)
        $0.mark()
        $0.text("model")
        $0.get(1)
        $0.setItems()
      })
    #expect(throws: CheckpointError.self) { try own.open() }
  }

  /// Forty modules, each of which contains the next one twice: 2^40 paths.
  @Test func treesThatShareWithoutEndAreRefused() throws {
    let sample = SampleCheckpoint(
      pickle: PickleBuilder.pickle {
        $0.module("Leaf")
        $0.put(0)
        for _ in 0..<40 {
          $0.module("Node") {
            _ in
          } modules: {
            for name in ["a", "b"] {
              $0.text(name)
              $0.get(0)
            }
          }
          $0.put(0)
        }
      })
    let error = try #require(throws: CheckpointError.self) { try sample.open() }
    #expect("\(error)".contains("more than 100000 modules beside it"))
  }

  @Test func deepNestingIsPlainData() throws {
    // A list in a list, 200 000 deep, then tuples in tuples.
    var bytes = [UInt8](repeating: UInt8(ascii: "]"), count: 200_000)
    bytes += [UInt8](repeating: UInt8(ascii: "a"), count: 199_999)
    bytes += [UInt8](repeating: 0x85, count: 200_000)
    #expect(throws: CheckpointError.noWeights(found: "a tuple")) {
      try SampleCheckpoint(pickle: bytes + [0x2E]).open()
    }
    let parameters = SampleCheckpoint(
      pickle: PickleBuilder.pickle {
        $0.emptyDictionary()
        $0.text("a")
        for _ in 0..<8 {
          $0.global("torch._utils", "_rebuild_parameter")
        }
        $0.opcode("N")
        for _ in 0..<8 {
          $0.raw([0x85])
          $0.reduce()
        }
        $0.opcode("s")
      })
    let error = try #require(throws: CheckpointError.self) { try parameters.open() }
    #expect("\(error)".contains("a parameter around a parameter"))
  }

  @Test func hugeCountsAreRefused() throws {
    for raw in [
      // A text of 4 GiB, bytes of 2^63, an integer of 4 GiB, a memo without end, a frame of 2^60 bytes.
      [0x58, 0xFF, 0xFF, 0xFF, 0xFF], [0x8E, 0, 0, 0, 0, 0, 0, 0, 0x80], [0x8B, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x6A, 0xFF, 0xFF, 0xFF, 0xFF], [0x95, 0, 0, 0, 0, 0, 0, 0, 0x10],
    ] as [[UInt8]] {
      let sample = SampleCheckpoint(pickle: PickleBuilder.pickle { $0.raw(raw) })
      #expect(throws: CheckpointError.self) { try sample.open() }
    }
    var entries = Self.sample.entries
    entries[0].isDeflated = true
    entries[0].content = [0x80, 2] + [UInt8](repeating: UInt8(ascii: "N"), count: 1 << 26)
    let error = try #require(throws: ZIPArchiveError.self) { try Self.contents(ZIPBuilder(entries).bytes()) }
    #expect("\(error)".contains("would grow"))
  }

  @Test func longNamesAreRefused() throws {
    let name = String(repeating: "x", count: 2000)
    let state = try #require(throws: CheckpointError.self) {
      try SampleCheckpoint([SampleTensor(name, shape: [1])]).open()
    }
    #expect("\(state)".contains("more than 1024 bytes in a name"))
    let tree = SampleCheckpoint(
      pickle: PickleBuilder.pickle { $0.module("Net", parameters: [SampleTensor(name, shape: [1])]) })
    #expect(throws: CheckpointError.self) { try tree.open() }
  }
}
