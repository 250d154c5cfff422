/// Content that people give by mistake, recognised so that the message can name it.
struct ForeignContent: Sendable {
  var name: String
  var offset = 0
  var mark: [UInt8]

  static let table: [ForeignContent] = [
    ForeignContent(name: "a PNG picture", mark: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    ForeignContent(name: "a JPEG picture", mark: [0xFF, 0xD8, 0xFF]),
    ForeignContent(name: "a GIF picture", mark: Array("GIF8".utf8)),
    ForeignContent(name: "a ZIP archive (unpack it first)", mark: [0x50, 0x4B, 0x03, 0x04]),
    ForeignContent(name: "gzip-compressed (unpack it first)", mark: [0x1F, 0x8B, 0x08]),
    ForeignContent(name: "bzip2-compressed (unpack it first)", mark: Array("BZh".utf8)),
    ForeignContent(name: "xz-compressed (unpack it first)", mark: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ForeignContent(name: "zstd-compressed (unpack it first)", mark: [0x28, 0xB5, 0x2F, 0xFD]),
    ForeignContent(name: "LZ4-compressed (unpack it first)", mark: [0x04, 0x22, 0x4D, 0x18]),
    ForeignContent(name: "a 7z archive (unpack it first)", mark: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ForeignContent(name: "a tar archive (unpack it first)", offset: 257, mark: Array("ustar".utf8)),
    ForeignContent(name: "an MP4 or QuickTime film", offset: 4, mark: Array("ftyp".utf8)),
    ForeignContent(name: "an AVI film or WAVE sound", mark: Array("RIFF".utf8)),
    ForeignContent(name: "a Matroska film", mark: [0x1A, 0x45, 0xDF, 0xA3]),
    ForeignContent(name: "a PDF document", mark: Array("%PDF-".utf8)),
    ForeignContent(name: "an executable", mark: [0x7F, 0x45, 0x4C, 0x46]),
  ]

  /// Names what stands at the start of a stream; nil where nothing known does.
  static func name(_ start: RawSpan) -> String? {
    if let known = table.first(where: { $0.matches(start) }) { return known.name }
    return isText(start) ? "text" : nil
  }

  private func matches(_ start: RawSpan) -> Bool {
    guard start.byteCount >= offset + mark.count else { return false }
    return mark.indices.allSatisfy { start.unsafeLoad(fromByteOffset: offset + $0, as: UInt8.self) == mark[$0] }
  }

  private static func isText(_ start: RawSpan) -> Bool {
    (0..<min(start.byteCount, 1024)).allSatisfy { index in
      let byte = start.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      return byte >= 0x20 && byte != 0x7F || (0x09...0x0D).contains(byte)
    }
  }
}
