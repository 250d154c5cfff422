import CHDF5
import HDF5Files

/// Datasets of integers, written and read by libhdf5's own filters.
enum Integers {
  /// How a dataset is stored.
  struct Storage {
    /// The elements of a chunk; nil for none.
    var chunk: Int?
    var shuffles = false
    var deflateLevel: UInt32?
    var hasChecksum = false
  }

  /// Writes a dataset whose elements have a type of libhdf5.
  static func write(_ values: [Int64], to file: HDF5File, _ path: String, type: hid_t, _ storage: Storage) throws {
    var extent = hsize_t(values.count)
    let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), closedBy: H5Sclose, "space")
    let properties = try HDF5Handle(H5Pcreate(saccade_h5p_dataset_create()), closedBy: H5Pclose, "properties")
    if let chunk = storage.chunk {
      var elements = hsize_t(chunk)
      try hdf5Check(H5Pset_chunk(properties.identifier, 1, &elements), "chunk")
    }
    if storage.shuffles { try hdf5Check(H5Pset_shuffle(properties.identifier), "shuffle") }
    if let level = storage.deflateLevel { try hdf5Check(H5Pset_deflate(properties.identifier, level), "deflate") }
    if storage.hasChecksum { try hdf5Check(H5Pset_fletcher32(properties.identifier), "fletcher32") }
    let dataset = try HDF5Handle(
      H5Dcreate2(
        file.handle.identifier, path, type, space.identifier, saccade_h5p_default(), properties.identifier,
        saccade_h5p_default()), closedBy: H5Dclose, "dataset")
    try hdf5Check(
      H5Dwrite(
        dataset.identifier, saccade_h5t_native_int64(), saccade_h5s_all(), saccade_h5s_all(), saccade_h5p_default(),
        values), "write")
  }

  /// Reads a dataset that Saccade has written, its filters undone by Saccade.
  static func values(of path: String, _ name: String) throws -> [UInt64] {
    let dataset = try HDF5Dataset(opening: name, in: try HDF5File(reading: path))
    guard case .chunked(let elements) = dataset.layout else { return [] }
    var pipeline = try FilterPipeline(dataset.filters, elementSize: 8, path: name)
    var stored = ByteStore()
    var values: [UInt64] = []
    for start in stride(from: 0, to: dataset.count, by: elements) {
      guard let chunk = try dataset.readStoredChunk(at: start, into: &stored) else { return values }
      let bytes = try pipeline.decode(
        UnsafeRawBufferPointer(start: stored.base, count: chunk.size), mask: chunk.filterMask, size: elements * 8)
      for index in 0..<min(elements, Int(dataset.count - start)) {
        values.append(bytes.load(fromByteOffset: index * 8, as: UInt64.self))
      }
    }
    return values
  }
}
