import EventFormats

/// LZF, the light compression that h5py brings.
enum LZF {
  /// Decompresses a stream of literal runs (0...31: so many + 1 bytes follow) and back references (upper three bits length - 2,
  /// 7 meaning that one more byte adds to it; lower five and the next byte distance - 1).
  static func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> Int {
    var read = 0
    var written = 0
    func damaged(_ what: String) -> EventFormatError {
      EventFormatError(.damaged, "LZF stream \(what)", at: UInt64(read))
    }
    while read < source.count {
      let control = Int(source[read])
      read += 1
      if control < 32 {
        let run = control + 1
        guard run <= source.count - read else { throw damaged("ends inside a run of \(run) bytes") }
        guard run <= target.count - written else { throw damaged("gives more than \(target.count) bytes") }
        for byte in 0..<run { target[written + byte] = source[read + byte] }
        read += run
        written += run
      } else {
        var length = control >> 5
        if length == 7 {
          guard read < source.count else { throw damaged("ends inside a reference") }
          length += Int(source[read])
          read += 1
        }
        length += 2
        guard read < source.count else { throw damaged("ends inside a reference") }
        let distance = (control & 31) << 8 | Int(source[read])
        read += 1
        guard distance < written else { throw damaged("refers to \(distance + 1) bytes before byte \(written)") }
        guard length <= target.count - written else { throw damaged("gives more than \(target.count) bytes") }
        // One byte at a time: the reference may overlap what it writes.
        for _ in 0..<length {
          target[written] = target[written - distance - 1]
          written += 1
        }
      }
    }
    return written
  }
}
