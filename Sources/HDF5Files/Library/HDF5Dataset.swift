import CHDF5
import EventFormats

/// A one-dimensional dataset, or a scalar, of an HDF5 file, open for reading.
package struct HDF5Dataset: ~Copyable {
  /// How the elements lie in the file.
  package enum Layout: Equatable {
    /// In chunks of so many elements, each passed through the filters.
    case chunked(elements: Int)
    /// In one piece, without filters.
    case contiguous
  }

  /// The largest chunk that is read, in bytes after decoding.
  package static let maximumChunkBytes = 64 << 20

  /// The dataset's path in the file.
  package let path: String
  /// The number of elements.
  package let count: UInt64
  /// The bytes of one element.
  package let elementSize: Int
  /// How the elements lie in the file.
  package let layout: Layout
  /// The filters, in the order in which a writer applies them.
  package let filters: [HDF5Filter]
  /// The type of an element.
  package let type: HDF5Handle

  private let handle: HDF5Handle

  /// Opens a dataset; throws where it is not one-dimensional, lies outside the file or has chunks of more than
  /// `maximumChunkBytes`.
  package init(opening path: String, in file: HDF5File) throws(EventFormatError) {
    let access = try HDF5Handle(
      H5Pcreate(saccade_h5p_dataset_access()), closedBy: H5Pclose, "cannot prepare to open a dataset")
    try hdf5Check(
      H5Pset_elink_cb(access.identifier, { _, _, _, _, _, _, _ in -1 }, nil), "cannot switch external links off")
    let handle = try HDF5Handle(
      H5Dopen2(file.handle.identifier, path, access.identifier), closedBy: H5Dclose, "cannot open dataset \(path)")
    let space = try HDF5Handle(H5Dget_space(handle.identifier), closedBy: H5Sclose, "cannot read the shape of \(path)")
    let rank = H5Sget_simple_extent_ndims(space.identifier)
    guard rank == 0 || rank == 1 else {
      throw EventFormatError(.unsupported, "\(path) has \(rank) dimensions: events are in one", at: 0)
    }
    let points = H5Sget_simple_extent_npoints(space.identifier)
    try hdf5Check(points, "cannot read the shape of \(path)")
    let type = try HDF5Handle(H5Dget_type(handle.identifier), closedBy: H5Tclose, "cannot read the type of \(path)")
    let elementSize = H5Tget_size(type.identifier)
    guard (1...4096).contains(elementSize) else {
      throw EventFormatError(.unsupported, "elements of \(path) have \(elementSize) bytes: 1...4096 are read", at: 0)
    }
    for foreign in [H5T_VLEN, H5T_REFERENCE] where H5Tdetect_class(type.identifier, foreign) != 0 {
      throw EventFormatError(.unsupported, "elements of \(path) are not plain numbers", at: 0)
    }
    let properties = try HDF5Handle(
      H5Dget_create_plist(handle.identifier), closedBy: H5Pclose, "cannot read how \(path) is stored")
    guard H5Pget_external_count(properties.identifier) == 0 else {
      throw EventFormatError(
        .unsupported, "\(path) is kept in another file, which is not read: merge it with h5repack", at: 0)
    }
    let layout = try Self.layout(of: properties, path: path, elementSize: elementSize)
    let filters = try Self.filters(of: properties, path: path)
    self.layout = layout
    self.filters = filters
    count = UInt64(points)
    self.path = path
    self.elementSize = elementSize
    self.type = type
    self.handle = handle
  }

  /// The most memory that a chunk and what it decodes to take on the way, in bytes.
  package var chunkMemory: UInt64 {
    guard case .chunked(let elements) = layout else { return 1 << 24 }
    return UInt64(elements * elementSize) * 4 + 1 << 20
  }

  /// Reads the stored bytes of the chunk that begins at `element`.
  ///
  /// - Returns: the number of bytes and the mask of the filters that were left out; nil where the file has no such chunk.
  package func readStoredChunk(
    at element: UInt64, into bytes: inout ByteStore
  ) throws(EventFormatError) -> (size: Int, filterMask: UInt32)? {
    var offset = element
    var size: hsize_t = 0
    try hdf5Check(
      H5Dget_chunk_storage_size(handle.identifier, &offset, &size), "cannot find element \(element) of \(path)")
    guard size > 0 else { return nil }
    // A filter may make data a little larger, never several times.
    guard size <= UInt64(Self.maximumChunkBytes + Self.maximumChunkBytes / 4) else {
      throw EventFormatError(.unsupported, "the chunk at element \(element) of \(path) has \(size) bytes", at: 0)
    }
    bytes.reserve(Int(size))
    var mask: UInt32 = 0
    try hdf5Check(
      H5Dread_chunk(handle.identifier, saccade_h5p_default(), &offset, &mask, bytes.base),
      "cannot read the chunk at element \(element) of \(path)")
    return (Int(size), mask)
  }

  /// Reads elements of a dataset that has no chunks, as they are stored.
  package func readElements(from first: UInt64, count: Int, into bytes: inout ByteStore) throws(EventFormatError) {
    let failure = "cannot read elements \(first)..<\(first + UInt64(count)) of \(path)"
    bytes.reserve(count * elementSize)
    let file = try HDF5Handle(H5Dget_space(handle.identifier), closedBy: H5Sclose, failure)
    var start = first
    var length = hsize_t(count)
    let memory = try HDF5Handle(H5Screate_simple(1, &length, nil), closedBy: H5Sclose, failure)
    if H5Sget_simple_extent_ndims(file.identifier) == 1 {
      try hdf5Check(
        H5Sselect_hyperslab(file.identifier, H5S_SELECT_SET, &start, nil, &length, nil), failure)
    }
    try hdf5Check(
      H5Dread(
        handle.identifier, type.identifier, memory.identifier, file.identifier, saccade_h5p_default(), bytes.base),
      failure)
  }

  /// The value of a dataset of one integer.
  package func readInteger() throws(EventFormatError) -> Int64 {
    guard count == 1, layout == .contiguous, H5Tget_class(type.identifier) == H5T_INTEGER else {
      throw EventFormatError(.unsupported, "\(path) is not one integer", at: 0)
    }
    var value: Int64 = 0
    try hdf5Check(
      H5Dread(
        handle.identifier, saccade_h5t_native_int64(), saccade_h5s_all(), saccade_h5s_all(), saccade_h5p_default(),
        &value), "cannot read \(path)")
    return value
  }

  private static func layout(
    of properties: borrowing HDF5Handle, path: String, elementSize: Int
  ) throws(EventFormatError) -> Layout {
    switch H5Pget_layout(properties.identifier) {
    case H5D_CONTIGUOUS, H5D_COMPACT: return .contiguous
    case H5D_CHUNKED: break
    default:
      throw EventFormatError(.unsupported, "\(path) is kept in other datasets or files, which are not read", at: 0)
    }
    var elements: hsize_t = 0
    guard H5Pget_chunk(properties.identifier, 1, &elements) == 1, elements > 0 else {
      throw .hdf5("cannot read the chunk size of \(path)")
    }
    guard elements <= UInt64(maximumChunkBytes / elementSize) else {
      throw EventFormatError(
        .unsupported,
        "chunks of \(path) hold \(elements) elements of \(elementSize) bytes: at most \(maximumChunkBytes) bytes are read",
        at: 0)
    }
    return .chunked(elements: Int(elements))
  }

  private static func filters(of properties: borrowing HDF5Handle, path: String) throws(EventFormatError)
    -> [HDF5Filter]
  {
    let count = H5Pget_nfilters(properties.identifier)
    try hdf5Check(count, "cannot read the filters of \(path)")
    var filters: [HDF5Filter] = []
    for index in 0..<UInt32(count) {
      var flags: UInt32 = 0
      var values = [UInt32](repeating: 0, count: 32)
      var valueCount = values.count
      let identifier = H5Pget_filter2(
        properties.identifier, index, &flags, &valueCount, &values, 0, nil, nil)
      try hdf5Check(identifier, "cannot read filter \(index) of \(path)")
      filters.append(HDF5Filter(identifier: identifier, values: Array(values.prefix(valueCount))))
    }
    return filters
  }
}
