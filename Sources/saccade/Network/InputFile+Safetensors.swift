import SpikingNetwork

extension InputFile {
  /// The checked header of a safetensors file; throws `CommandFailure` that names the file.
  func safetensorsHeader() throws(CommandFailure) -> SafetensorsHeader {
    do {
      let start = SafetensorsHeader.lengthByteCount
      let prefix = try bytes(0..<min(start, byteCount))
      let length = try SafetensorsHeader.headerByteCount(prefix: prefix.span, fileByteCount: byteCount)
      return try SafetensorsHeader(json: bytes(start..<start + length), fileByteCount: byteCount)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }

  /// The bytes of a safetensors file; a file that is none is refused before it is read as a whole.
  func safetensorsBytes() throws(CommandFailure) -> [UInt8] {
    _ = try safetensorsHeader()
    return try bytes()
  }
}
