import Events

/// AEDAT 2.0, the format of jAER: a text header, then records of 8 bytes with an address, whose meaning depends on the
/// chip, and a time, both with the highest byte first.
///
/// Source: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-2.0.html
public enum AEDAT2 {
  /// How the addresses of a chip are laid out.
  public enum Chip: String, Sendable, CaseIterable {
    /// DVS128 and its predecessor Tmpdiff128.
    case dvs128
    /// All DAVIS cameras.
    case davis
    /// The layout of AEDAT 3.1, found in recordings with the DVS of IBM's gesture set.
    case gesture
  }

  /// Which axes are turned so that events have their origin at the top left.
  public enum Flip: String, Sendable, CaseIterable {
    /// Neither: as in the file.
    case neither = "none"
    /// x, from W - 1 - x.
    case horizontal
    /// y, from H - 1 - y.
    case vertical
    /// Both.
    case both

    var isHorizontal: Bool { self == .horizontal || self == .both }
    var isVertical: Bool { self == .vertical || self == .both }
  }

  /// The size of a record.
  static let recordByteCount = 8
}

extension AEDAT2.Chip {
  /// The chip that a header names; nil where none is known.
  init?(header name: String) {
    let name = name.lowercased()
    if name.contains("dvs128") || name.contains("tmpdiff128") {
      self = .dvs128
    } else if name.contains("davis") || name.contains("sbret10") {
      self = .davis
    } else {
      return nil
    }
  }

  /// Which axes jAER's addresses have turned: x is mirrored and y counts from the bottom.
  public var defaultFlip: AEDAT2.Flip { self == .gesture ? .neither : .both }

  /// The only size that the layout is used with; nil where there are several.
  var onlyGeometry: SensorGeometry? { self == .davis ? nil : SensorGeometry(width: 128, height: 128) }

  var layout: AEDAT2AddressLayout {
    switch self {
    case .dvs128:
      AEDAT2AddressLayout(
        xShift: 1, xMask: 0x7F, yShift: 8, yMask: 0x7F, polarityMask: 1, isOnWhenSet: false, otherMask: 0,
        externalMask: 1 << 15, unusedMask: 0xFFFF_0000)
    case .davis:
      AEDAT2AddressLayout(
        xShift: 12, xMask: 0x3FF, yShift: 22, yMask: 0x1FF, polarityMask: 1 << 11, isOnWhenSet: true,
        otherMask: 1 << 31,
        externalMask: 1 << 10, unusedMask: 0)
    case .gesture:
      AEDAT2AddressLayout(
        xShift: 17, xMask: 0x7FFF, yShift: 2, yMask: 0x7FFF, polarityMask: 1 << 1, isOnWhenSet: true, otherMask: 0,
        externalMask: 0, unusedMask: 0)
    }
  }
}
