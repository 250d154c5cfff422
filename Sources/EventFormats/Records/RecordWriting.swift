extension [UInt8] {
  /// Appends `count` records of `recordByteCount` bytes that `write` puts in place, the bytes of those before where it
  /// throws.
  mutating func appendRecords<Failure: Error>(
    count: Int, recordByteCount: Int, write: (_ index: Int, _ record: UnsafeMutableRawPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try append(addingCapacity: count * recordByteCount) { (span) throws(Failure) in
      try span.withUnsafeMutableBufferPointer { (buffer, initializedCount) throws(Failure) in
        guard let start = buffer.baseAddress else { return }
        for index in 0..<count {
          try write(index, UnsafeMutableRawPointer(start + index * recordByteCount))
          initializedCount += recordByteCount
        }
      }
    }
  }
}
