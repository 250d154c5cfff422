import CHDF5
import EventFormats

/// The compound types of Metavision files.
enum RecordType {
  /// `x u16` at 0, `y u16` at 2, `p i16` at 4, `t i64` at 8: 16 bytes.
  static func event() throws(EventFormatError) -> HDF5Handle {
    try compound(
      16,
      [
        ("x", 0, saccade_h5t_std_u16le()), ("y", 2, saccade_h5t_std_u16le()), ("p", 4, saccade_h5t_std_i16le()),
        ("t", 8, saccade_h5t_std_i64le()),
      ])
  }

  /// `p i16` at 0, `t i64` at 8, `id i16` at 16: 24 bytes.
  static func trigger() throws(EventFormatError) -> HDF5Handle {
    try compound(
      24,
      [("p", 0, saccade_h5t_std_i16le()), ("t", 8, saccade_h5t_std_i64le()), ("id", 16, saccade_h5t_std_i16le())])
  }

  /// `id u64` at 0, `ts i64` at 8: 16 bytes.
  static func index() throws(EventFormatError) -> HDF5Handle {
    try compound(16, [("id", 0, saccade_h5t_std_u64le()), ("ts", 8, saccade_h5t_std_i64le())])
  }

  private static func compound(
    _ size: Int, _ members: [(name: String, offset: Int, type: hid_t)]
  ) throws(EventFormatError) -> HDF5Handle {
    let type = try HDF5Handle(H5Tcreate(H5T_COMPOUND, size), closedBy: H5Tclose, "cannot make a type")
    for member in members {
      try hdf5Check(
        H5Tinsert(type.identifier, member.name, member.offset, member.type), "cannot add member \(member.name)")
    }
    return type
  }
}
