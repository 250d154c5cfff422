import CHDF5
import EventFormats

/// A dataset that grows by whole chunks, each already filtered.
final class ChunkedDataset {
  /// The elements of a chunk.
  let chunkElements: Int
  /// The elements written so far.
  private(set) var count: UInt64 = 0

  private let handle: HDF5Handle
  private let path: String

  /// Makes an empty dataset.
  ///
  /// - Parameters:
  ///   - path: where in the file.
  ///   - type: the type of an element.
  ///   - filter: what the chunks have passed through, and what readers may leave out; nil for nothing.
  init(
    _ path: String, in file: HDF5File, type: hid_t, chunkElements: Int, filter: HDF5Filter? = nil
  ) throws(EventFormatError) {
    var extent: hsize_t = 0
    var maximum = saccade_h5s_unlimited()
    var chunk = hsize_t(chunkElements)
    let failure = "cannot make dataset \(path)"
    let space = try HDF5Handle(H5Screate_simple(1, &extent, &maximum), closedBy: H5Sclose, failure)
    let properties = try HDF5Handle(H5Pcreate(saccade_h5p_dataset_create()), closedBy: H5Pclose, failure)
    try hdf5Check(H5Pset_chunk(properties.identifier, 1, &chunk), failure)
    if let filter {
      try HDF5Library.declare(filter.identifier)
      try hdf5Check(
        H5Pset_filter(
          properties.identifier, filter.identifier, UInt32(H5Z_FLAG_OPTIONAL), filter.values.count, filter.values),
        failure)
    }
    handle = try HDF5Handle(
      H5Dcreate2(
        file.handle.identifier, path, type, space.identifier, saccade_h5p_default(), properties.identifier,
        saccade_h5p_default()), closedBy: H5Dclose, failure)
    self.chunkElements = chunkElements
    self.path = path
  }

  /// Writes the next chunk.
  ///
  /// - Parameters:
  ///   - bytes: what stands in the file.
  ///   - elements: how many of its elements belong to the dataset; fewer than a whole chunk in the last one only.
  ///   - isFiltered: whether the bytes have passed through the filter.
  func write(_ bytes: UnsafeRawBufferPointer, elements: Int, isFiltered: Bool) throws(EventFormatError) {
    var extent = count + UInt64(elements)
    try hdf5Check(H5Dset_extent(handle.identifier, &extent), "cannot enlarge \(path) to \(extent) elements")
    var offset = count
    try hdf5Check(
      H5Dwrite_chunk(
        handle.identifier, saccade_h5p_default(), isFiltered ? 0 : 1, &offset, bytes.count, bytes.baseAddress),
      "cannot write elements from \(count) on of \(path)")
    count = extent
  }

  /// Writes the next chunk from an array.
  func write(_ bytes: [UInt8], elements: Int, isFiltered: Bool) throws(EventFormatError) {
    var failure: EventFormatError?
    bytes.withUnsafeBytes { buffer in
      do throws(EventFormatError) {
        try write(buffer, elements: elements, isFiltered: isFiltered)
      } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

extension HDF5Library {
  /// Makes a filter's number known, as libhdf5 demands of those that a dataset names.
  ///
  /// Chunks are written already filtered; the function only has to be there.
  fileprivate static func declare(_ filter: Int32) throws(EventFormatError) {
    guard H5Zfilter_avail(filter) == 0 else { return }
    var definition = H5Z_class2_t()
    definition.version = H5Z_CLASS_T_VERS
    definition.id = filter
    definition.encoder_present = 1
    definition.decoder_present = 1
    definition.filter = { _, _, _, _, _, _ in 0 }
    try hdf5Check(H5Zregister(&definition), "cannot declare filter \(filter)")
  }
}
