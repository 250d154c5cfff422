/// What the bits of an AEDAT 2 address mean.
struct AEDAT2AddressLayout: Equatable, Sendable {
  var xShift: UInt32
  var xMask: UInt32
  var yShift: UInt32
  var yMask: UInt32
  var polarityMask: UInt32
  var isOnWhenSet: Bool
  /// The bit of what is no event: pixels of frames and inertial samples.
  var otherMask: UInt32
  /// The bit of what came from the external input.
  var externalMask: UInt32
  /// Bits that should be zero.
  var unusedMask: UInt32
}
