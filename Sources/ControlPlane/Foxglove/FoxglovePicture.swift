/// A window as clients are sent it.
struct FoxglovePicture: Sendable {
  /// Which window it is.
  struct Identity: Equatable, Sendable {
    var session: UInt64
    var sequence: UInt64
  }

  var identity: Identity
  /// The host's time of the window's end, in nanoseconds since 1970.
  var timeNanoseconds: Int64
  /// The boxes.
  var annotations: [UInt8]
  /// The event image; nil where nobody has asked for it.
  var image: [UInt8]?
}
