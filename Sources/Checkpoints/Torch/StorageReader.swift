import SpikingNetwork

/// Reads tensors out of the storages of a checkpoint, one at a time.
///
/// The CRC-32 of a storage is checked when it is first used. Compressed storages that several tensors share are kept, as
/// far as there is room.
final class StorageReader<Source: ByteSource> {
  private let archive: ZIPArchive<Source>
  private let root: String
  private let isBigEndian: Bool
  private var checkedKeys: Set<String> = []
  private var useCounts: [String: Int] = [:]
  private var inflated: [String: [UInt8]] = [:]
  private var inflatedByteCount = 0

  private static var largestInflatedByteCount: Int { 1 << 30 }

  /// Throws `ZIPArchiveError` for an unreadable or unknown byte order, or what reading throws.
  init(_ archive: ZIPArchive<Source>, root: String) throws {
    self.archive = archive
    self.root = root
    guard let entry = archive.entry(named: "\(root)/byteorder") else {
      isBigEndian = false
      return
    }
    switch String(decoding: try archive.bytes(of: entry, limit: 16), as: UTF8.self) {
    case "little": isBigEndian = false
    case "big": isBigEndian = true
    case let other:
      throw ZIPArchiveError.damaged(
        name: entry.name, offset: entry.localHeaderOffset,
        reason: "it says \(quoted(other)), legal: 'little', 'big'")
    }
  }

  /// Checks that a tensor's storage is there and large enough; throws `CheckpointError` or `ZIPArchiveError`.
  func check(_ tensor: TorchTensor, name: String) throws {
    let entry = try entry(tensor.storage)
    useCounts[tensor.storage.key, default: 0] += 1
    let needed = tensor.storage.elementCount * tensor.storage.element.byteCount
    guard entry.byteCount >= needed else {
      throw CheckpointError.shortStorage(entry: entry.name, byteCount: entry.byteCount, needed: needed)
    }
  }

  /// The elements of a tensor that was checked, row-major and little-endian.
  func bytes(of tensor: TorchTensor) throws -> [UInt8] {
    guard tensor.elementCount > 0 else { return [] }
    let size = tensor.storage.element.byteCount
    let span = tensor.span
    let range = span.lowerBound * size..<span.upperBound * size
    var bytes = try storageBytes(tensor.storage, range)
    if !tensor.isContiguous { bytes = Self.gathered(bytes, tensor) }
    if isBigEndian, size > 1 {
      for start in stride(from: 0, to: bytes.count, by: size) { bytes[start..<start + size].reverse() }
    }
    return bytes
  }

  private func entry(_ storage: TorchStorage) throws(ZIPArchiveError) -> ZIPEntry {
    try archive.requireEntry(named: "\(root)/data/\(storage.key)")
  }

  private func storageBytes(_ storage: TorchStorage, _ range: Range<Int>) throws -> [UInt8] {
    let entry = try entry(storage)
    guard entry.method == .stored else { return try Array(inflatedBytes(storage, entry)[range]) }
    if !checkedKeys.contains(storage.key) {
      checkedKeys.insert(storage.key)
      // Most tensors have a storage of their own, which then need not be read twice.
      if range == 0..<entry.byteCount { return try archive.bytes(of: entry) }
      try archive.checkStored(entry)
    }
    return try archive.storedBytes(of: entry, range)
  }

  private func inflatedBytes(_ storage: TorchStorage, _ entry: ZIPEntry) throws -> [UInt8] {
    if let bytes = inflated[storage.key] { return bytes }
    let bytes = try archive.bytes(of: entry)
    if useCounts[storage.key] ?? 0 > 1, bytes.count <= Self.largestInflatedByteCount - inflatedByteCount {
      inflated[storage.key] = bytes
      inflatedByteCount += bytes.count
    }
    return bytes
  }

  /// The elements in row-major order; `bytes` start at the first element that the tensor uses.
  private static func gathered(_ bytes: [UInt8], _ tensor: TorchTensor) -> [UInt8] {
    let size = tensor.storage.element.byteCount
    return [UInt8](unsafeUninitializedCapacity: tensor.elementCount * size) { result, count in
      bytes.withUnsafeBytes { source in
        switch size {
        case 1: gather(source.bindMemory(to: UInt8.self), UnsafeMutableRawBufferPointer(result), tensor)
        case 2: gather(source.bindMemory(to: UInt16.self), UnsafeMutableRawBufferPointer(result), tensor)
        case 4: gather(source.bindMemory(to: UInt32.self), UnsafeMutableRawBufferPointer(result), tensor)
        default: gather(source.bindMemory(to: UInt64.self), UnsafeMutableRawBufferPointer(result), tensor)
        }
      }
      count = tensor.elementCount * size
    }
  }

  private static func gather<Element: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeBufferPointer<Element>, _ result: UnsafeMutableRawBufferPointer, _ tensor: TorchTensor
  ) {
    var index = [Int](repeating: 0, count: tensor.shape.count)
    var element = 0
    for position in 0..<tensor.elementCount {
      result.storeBytes(
        of: source[element], toByteOffset: position * MemoryLayout<Element>.size, as: Element.self)
      var dimension = index.count - 1
      while dimension >= 0 {
        index[dimension] += 1
        element += tensor.strides[dimension]
        if index[dimension] < tensor.shape[dimension] { break }
        element -= index[dimension] * tensor.strides[dimension]
        index[dimension] = 0
        dimension -= 1
      }
    }
  }
}
