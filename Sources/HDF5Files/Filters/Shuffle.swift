/// HDF5's shuffle filter: first the lowest byte of every element, then the next, and so on.
enum Shuffle {
  /// Puts the bytes of each element together again; bytes that make no whole element stand at the end as they are.
  static func undo(
    _ source: UnsafeRawBufferPointer, elementSize: Int, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
    let size = min(source.count, target.count)
    let elements = size / elementSize
    for byte in 0..<elementSize {
      let plane = from + byte * elements
      for element in 0..<elements {
        to.storeBytes(
          of: plane.load(fromByteOffset: element, as: UInt8.self), toByteOffset: element &* elementSize &+ byte,
          as: UInt8.self)
      }
    }
    let whole = elements * elementSize
    (to + whole).copyMemory(from: from + whole, byteCount: size - whole)
    return size
  }
}
