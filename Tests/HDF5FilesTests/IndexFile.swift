import CHDF5
import HDF5Files

/// Reads the indexes of Metavision files.
enum IndexFile {
  /// The entries of an index.
  static func entries(of path: String, _ index: String) throws -> [(event: UInt64, time: Int64)] {
    let dataset = try HDF5Dataset(opening: index, in: try HDF5File(reading: path))
    var bytes = ByteStore()
    var entries: [(event: UInt64, time: Int64)] = []
    for start in stride(from: 0, to: dataset.count, by: 16384) {
      _ = try dataset.readStoredChunk(at: start, into: &bytes)
      for entry in 0..<Int(min(16384, dataset.count - start)) {
        entries.append(
          (
            bytes.base.load(fromByteOffset: entry * 16, as: UInt64.self),
            bytes.base.load(fromByteOffset: entry * 16 + 8, as: Int64.self)
          ))
      }
    }
    return entries
  }

  /// The text of an index's attribute `offset`.
  static func offset(of path: String, _ index: String) throws -> String {
    let file = try HDF5File(reading: path)
    let attribute = try HDF5Handle(
      H5Aopen_by_name(file.handle.identifier, index, "offset", saccade_h5p_default(), saccade_h5p_default()),
      closedBy: H5Aclose, "cannot open the attribute")
    let type = try HDF5Handle(H5Aget_type(attribute.identifier), closedBy: H5Tclose, "cannot read its type")
    var text: UnsafeMutablePointer<CChar>?
    try hdf5Check(H5Aread(attribute.identifier, type.identifier, &text), "cannot read the attribute")
    defer { if let text { H5free_memory(text) } }
    return text.map { String(cString: $0) } ?? ""
  }
}
