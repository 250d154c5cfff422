/// What the user knows of an AEDAT 2.0 stream.
public struct AEDAT2Options: Equatable, Sendable {
  /// The chip, whose addresses the records hold; needed where the header does not name it.
  public var chip: AEDAT2.Chip?
  /// Which axes are turned; where nil, both for DVS128 and DAVIS, whose addresses count from the bottom right, and none
  /// for the gesture layout.
  public var flip: AEDAT2.Flip?

  /// Creates options.
  public init(chip: AEDAT2.Chip? = nil, flip: AEDAT2.Flip? = nil) {
    self.chip = chip
    self.flip = flip
  }
}
