/// Finds containers by the bytes that they begin with.
enum ContainerProbes {
  /// HDF5 of any layout; which one, only its datasets tell.
  static let hdf5 = FormatProbe(.metavisionHDF5) { start, isAll in
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    let verdict = judge(mark, start, isAll, offset: 0)
    guard case .no = verdict else { return verdict }
    // A user block of 512 bytes or any power of two more may stand before.
    var offset = 512
    while offset + mark.count <= start.byteCount {
      if case .yes = judge(mark, start, isAll, offset: offset) { return .yes }
      offset *= 2
    }
    return .no
  }

  /// MCAP.
  static let mcap = FormatProbe(.mcap) { judge(MCAP.magic, $0, $1, offset: 0) }

  /// SQLite, of whatever content.
  static let sqlite = FormatProbe(.rosbag2SQLite) { judge(Array("SQLite format 3\0".utf8), $0, $1, offset: 0) }

  /// The recordings of ROS 1.
  static let rosbag1 = FormatProbe(.rosbag1) { judge(ROSBag1.magic, $0, $1, offset: 0) }

  private static func judge(
    _ mark: [UInt8], _ start: RawSpan, _ isAll: Bool, offset: Int
  ) -> FormatProbe.Verdict {
    for (index, byte) in mark.enumerated() {
      guard offset + index < start.byteCount else { return isAll ? .no : .needsMoreBytes }
      guard start.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self) == byte else { return .no }
    }
    return .yes
  }
}
