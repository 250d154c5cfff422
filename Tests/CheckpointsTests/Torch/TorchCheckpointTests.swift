import Checkpoints
import SpikingNetwork
import Testing

@Suite struct TorchCheckpointTests {
  private static let tensor = SampleTensor("weight", shape: [2])
  private static let other = SampleTensor("weight", key: "1", shape: [3])

  private static func open(_ body: (inout PickleBuilder) -> Void) throws -> TorchCheckpoint<MemoryBytes> {
    try SampleCheckpoint(
      pickle: PickleBuilder.pickle(body),
      storages: ["0": SampleCheckpoint.floats(2), "1": SampleCheckpoint.floats(3)]
    ).open()
  }

  private static func dictionary(
    _ builder: inout PickleBuilder, _ entries: [(String, (inout PickleBuilder) -> Void)]
  ) {
    builder.emptyDictionary()
    builder.mark()
    for (key, value) in entries {
      builder.text(key)
      value(&builder)
    }
    builder.setItems()
  }

  @Test func theSmoothedModelIsPreferred() throws {
    let tree: (SampleTensor) -> (inout PickleBuilder) -> Void = { tensor in
      { $0.module("DetectionModel", parameters: [tensor]) }
    }
    let both = try Self.open { Self.dictionary(&$0, [("model", tree(Self.tensor)), ("ema", tree(Self.other))]) }
    #expect(both.place == "'ema', a DetectionModel" && both.tensors[0].shape == [3])
    let one = try Self.open { Self.dictionary(&$0, [("model", tree(Self.tensor)), ("ema", { $0.opcode("N") })]) }
    #expect(one.place == "'model', a DetectionModel" && one.tensors[0].shape == [2])
  }

  @Test func stateDictionariesAreFoundWhereverTheyAre() throws {
    let state: (inout PickleBuilder) -> Void = { $0.stateDictionary([Self.tensor]) }
    #expect(try Self.open(state).place == "a state dictionary")
    for key in ["state_dict", "model", "model_state_dict", "ema"] {
      let checkpoint = try Self.open { Self.dictionary(&$0, [("epoch", { $0.integer(3) }), (key, state)]) }
      #expect(checkpoint.place == "'\(key)', a state dictionary")
      #expect(checkpoint.tensors.map(\.name) == ["weight"])
    }
    let nested = try Self.open { Self.dictionary(&$0, [("model", { Self.dictionary(&$0, [("state_dict", state)]) })]) }
    #expect(nested.place == "'model' in 'state_dict', a state dictionary")
    // The bare network.
    #expect(try Self.open { $0.module("Net", parameters: [Self.tensor]) }.place == "a Net")
  }

  @Test func modulesGiveTheirTensorsTheNamesOfAStateDictionary() throws {
    let checkpoint = try Self.open {
      $0.module("Outer", parameters: [SampleTensor("scale", shape: [2])]) {
        // This buffer is left out, as state_dict() does.
        $0.text("_non_persistent_buffers_set")
        $0.global("__builtin__", "set")
        $0.opcode("]")
        $0.mark()
        $0.text("cache")
        $0.opcode("e")
        $0.raw([0x85])
        $0.reduce()
      } modules: {
        $0.text("0")
        $0.module(
          "Inner", parameters: [SampleTensor("weight", shape: [2])],
          buffers: [SampleTensor("mean", key: "1", shape: [3])])
        $0.put(9)
        $0.text("1")
        $0.get(9)
        $0.text("empty")
        $0.opcode("N")
      }
    }
    #expect(checkpoint.tensors.map(\.name) == ["scale", "0.weight", "0.mean", "1.weight", "1.mean"])
    #expect(try checkpoint.contents()["1.mean"] == SampleCheckpoint.floats(3))
    #expect(checkpoint.evidence == WeightEvidence())
  }

  @Test func whatTheModelSaysOfItselfIsKept() throws {
    func evidence(_ neuron: String, _ attributes: @escaping (inout PickleBuilder) -> Void) throws -> WeightEvidence {
      try Self.open { builder in
        Self.dictionary(
          &builder,
          [
            (
              "model",
              {
                $0.module("DetectionModel", parameters: [Self.tensor]) {
                  $0.text("names")
                  Self.dictionary(&$0, [])
                  $0.raw(Array("(".utf8))
                  $0.integer(1)
                  $0.text("dog")
                  $0.integer(0)
                  $0.text("cat")
                  $0.setItems()
                } modules: {
                  $0.text("lif")
                  $0.module(neuron, attributes: attributes) {
                    $0.text("q")
                    $0.module("MultiSpike2")
                  }
                }
              }
            ),
            ("train_args", { Self.dictionary(&$0, [("imgsz", { $0.integer(480) })]) }),
          ])
      }.evidence
    }
    let event = try evidence("MultiStepLIFNode") {
      $0.text("tau")
      $0.raw([0x47, 0x40, 0x10, 0, 0, 0, 0, 0, 0])
      $0.text("decay_input")
      $0.boolean(false)
    }
    #expect(event.isFromPublishedTraining)
    #expect(event.variant == Finding(.gen1, source: "its neurons are MultiStepLIFNode"))
    #expect(event.alpha?.value == 1 && event.beta?.value == 0.75)
    #expect(event.largestSpikeCount == Finding(2, source: "its neurons fire by MultiSpike2"))
    #expect(event.classNames?.value == ["cat", "dog"] && event.imageSize?.value == 480)
    let image = try evidence("mem_update") { _ in }
    #expect(image.variant == Finding(.coco, source: "its neurons are mem_update"))
    #expect(image.alpha == nil && image.beta == nil)
  }

  @Test func compressedArchivesAreRead() throws {
    var sample = SampleCheckpoint(
      [SampleTensor("a", shape: [4]), SampleTensor("b", key: "1", shape: [500]), SampleTensor("c", shape: [4])])
    let expected = try sample.open().contents()
    sample.isDeflated = true
    #expect(try sample.open().contents() == expected)
  }

  @Test func otherFilesAreNamedForWhatTheyAre() throws {
    // The first bytes of torch.save(..., _use_new_zipfile_serialization=False).
    let legacy: [UInt8] = [
      0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80, 2,
    ]
    let tar = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)
    for bytes in [legacy, tar] {
      #expect(throws: CheckpointError.legacyFormat) { try TorchCheckpoint(MemoryBytes(content: bytes)) }
      #expect(try CheckpointFormat.isCheckpoint(MemoryBytes(content: bytes)))
    }
    #expect("\(CheckpointError.legacyFormat)".contains("torch.save(torch.load("))
    for bytes in [[], [1], Array("<html>404</html>".utf8)] {
      #expect(throws: CheckpointError.notAnArchive(firstBytes: Array(bytes.prefix(8)))) {
        try TorchCheckpoint(MemoryBytes(content: bytes))
      }
      #expect(try !CheckpointFormat.isCheckpoint(MemoryBytes(content: bytes)))
    }
    let photos = ZIPBuilder([.init(name: "photo.jpg", content: [1])]).bytes()
    #expect(throws: CheckpointError.noPickle(entries: ["photo.jpg"])) {
      try TorchCheckpoint(MemoryBytes(content: photos))
    }
    let program = ZIPBuilder([.init(name: "n/data.pkl", content: [1]), .init(name: "n/constants.pkl", content: [1])])
    #expect(throws: CheckpointError.compiledProgram) { try TorchCheckpoint(MemoryBytes(content: program.bytes())) }
    let other = try #require(throws: CheckpointError.self) {
      try Self.open { Self.dictionary(&$0, [("loss", { $0.integer(3) }), ("log", { $0.opcode("]") })]) }
    }
    #expect("\(other)".contains("it holds a dictionary with 'loss': an integer, 'log': a list"))
  }
}
