/// How a stored image must be turned so that it is upright (Exif 2.32, section 4.6.4, tag 0x0112).
public enum EXIFOrientation: Int, Sendable, CaseIterable {
  /// As it is.
  case upright = 1
  /// Left and right swapped.
  case mirrored
  /// Turned by 180 degrees.
  case upsideDown
  /// Top and bottom swapped.
  case flipped
  /// Rows and columns swapped.
  case transposed
  /// To be turned clockwise by 90 degrees.
  case turnedLeft
  /// Rows and columns swapped along the other diagonal.
  case transversed
  /// To be turned counter-clockwise by 90 degrees.
  case turnedRight

  /// Whether rows become columns.
  public var swapsSides: Bool { rawValue >= EXIFOrientation.transposed.rawValue }

  /// The orientation that an image file's Exif block tells; `upright` where it tells none that is known.
  public init(of bytes: Span<UInt8>, format: ImageFormat) {
    let block =
      switch format {
      case .jpeg: Self.blockOfJPEG(bytes)
      case .png: Self.blockOfPNG(bytes)
      }
    self = block.flatMap { Self(rawValue: Self.tag(in: bytes, block: $0)) } ?? .upright
  }

  /// Where the TIFF structure of the Exif segment lies: APP1, `Exif`, two zeros.
  private static func blockOfJPEG(_ bytes: Span<UInt8>) -> Range<Int>? {
    let identifier: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    var offset = 2
    while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
      let marker = bytes[offset + 1]
      if marker == 0xFF {
        offset += 1
        continue
      }
      // At the start of a scan or at the end nothing more is told.
      if marker == 0xDA || marker == 0xD9 { return nil }
      // Markers that stand alone.
      if marker == 0x01 || (0xD0...0xD8).contains(marker) {
        offset += 2
        continue
      }
      let end = offset + 2 + (Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3]))
      let start = offset + 4
      guard end >= start, end <= bytes.count else { return nil }
      if marker == 0xE1, end - start >= identifier.count,
        identifier.indices.allSatisfy({ bytes[start + $0] == identifier[$0] })
      {
        return (start + identifier.count)..<end
      }
      offset = end
    }
    return nil
  }

  /// Where the TIFF structure of the `eXIf` chunk lies.
  private static func blockOfPNG(_ bytes: Span<UInt8>) -> Range<Int>? {
    let name: [UInt8] = [0x65, 0x58, 0x49, 0x66]
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
      guard length <= bytes.count - offset - 12 else { return nil }
      if name.indices.allSatisfy({ bytes[offset + 4 + $0] == name[$0] }) { return (offset + 8)..<(offset + 8 + length) }
      offset += 12 + length
    }
    return nil
  }

  /// The number in the orientation tag of the first directory; 0 where there is none.
  private static func tag(in bytes: Span<UInt8>, block: Range<Int>) -> Int {
    guard block.count >= 8 else { return 0 }
    let start = block.lowerBound
    let isLittleEndian = bytes[start] == 0x49
    guard bytes[start] == bytes[start + 1], isLittleEndian || bytes[start] == 0x4D else { return 0 }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= block.count - count else { return nil }
      return (0..<count).reduce(0) { $0 << 8 | Int(bytes[start + offset + (isLittleEndian ? count - 1 - $1 : $1)]) }
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else { return 0 }
    for entry in 0..<entries {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return 0 }
      if tag == 0x0112 { return number(place + 8, 2) ?? 0 }
    }
    return 0
  }
}
