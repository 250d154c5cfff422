import Checkpoints

/// Made-up checkpoints: a pickle and storages in a ZIP archive.
struct SampleCheckpoint {
  var pickle: [UInt8]
  /// The bytes of storages by their keys.
  var storages: [String: [UInt8]] = [:]
  var byteOrder: String? = "little"
  var isDeflated = false

  init(pickle: [UInt8], storages: [String: [UInt8]] = [:]) {
    self.pickle = pickle
    self.storages = storages
  }

  /// A state dictionary; storages that are not given count up from 0 as float32.
  init(_ tensors: [SampleTensor], storages: [String: [UInt8]] = [:]) {
    self.storages = storages
    for tensor in tensors where storages[tensor.key] == nil && (0...1 << 16).contains(tensor.storageElementCount) {
      self.storages[tensor.key] = Self.floats(tensor.storageElementCount)
    }
    pickle = PickleBuilder.pickle { $0.stateDictionary(tensors) }
  }

  static func floats(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { ZIPBuilder.integer(UInt64(Float($0).bitPattern), 4) }
  }

  var entries: [ZIPBuilder.Entry] {
    var entries = [ZIPBuilder.Entry(name: "sample/data.pkl", content: pickle, isDeflated: isDeflated, padding: 7)]
    if let byteOrder { entries.append(.init(name: "sample/byteorder", content: Array(byteOrder.utf8))) }
    for (key, content) in storages.sorted(by: { $0.key < $1.key }) {
      entries.append(.init(name: "sample/data/\(key)", content: content, isDeflated: isDeflated, padding: 13))
    }
    return entries + [.init(name: "sample/version", content: Array("3\n".utf8))]
  }

  func bytes() -> [UInt8] { ZIPBuilder(entries).bytes() }

  func open() throws -> TorchCheckpoint<MemoryBytes> { try TorchCheckpoint(MemoryBytes(content: bytes())) }
}
