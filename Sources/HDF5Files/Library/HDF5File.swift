import CHDF5
import EventFormats

/// An HDF5 file, open for reading or newly made for writing.
package final class HDF5File {
  /// The file's identifier in libhdf5.
  package let handle: HDF5Handle
  /// How links are followed: inside the file only.
  package let linkAccess: HDF5Handle

  /// Opens a file for reading.
  package init(reading path: String) throws(EventFormatError) {
    let access = try HDF5Handle(
      H5Pcreate(saccade_h5p_file_access()), closedBy: H5Pclose, "cannot prepare to open a file")
    // Locks fail on file systems that have none, and a reader needs none.
    try hdf5Check(H5Pset_file_locking(access.identifier, false, true), "cannot switch file locking off")
    let links = try Self.internalLinksOnly()
    handle = try HDF5Handle(
      H5Fopen(path, saccade_h5f_acc_rdonly(), access.identifier), closedBy: H5Fclose, "libhdf5 cannot open the file")
    linkAccess = links
  }

  /// Makes a file, replacing what is there.
  package init(creating path: String) throws(EventFormatError) {
    let links = try Self.internalLinksOnly()
    handle = try HDF5Handle(
      H5Fcreate(path, saccade_h5f_acc_trunc(), saccade_h5p_default(), saccade_h5p_default()), closedBy: H5Fclose,
      "libhdf5 cannot create \(path)")
    linkAccess = links
  }

  /// Whether every part of an absolute path is there and can be followed.
  package func contains(_ path: String) -> Bool {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      guard H5Lexists(handle.identifier, prefix, linkAccess.identifier) > 0,
        H5Oexists_by_name(handle.identifier, prefix, linkAccess.identifier) > 0
      else {
        _ = H5Eclear2(saccade_h5e_default())
        return false
      }
    }
    return true
  }

  /// Makes a group.
  package func createGroup(_ path: String) throws(EventFormatError) {
    _ = try HDF5Handle(
      H5Gcreate2(
        handle.identifier, path, saccade_h5p_default(), saccade_h5p_default(), saccade_h5p_default()),
      closedBy: H5Gclose, "cannot create group \(path)")
  }

  /// Makes a dataset of one 64-bit integer.
  package func writeInteger(_ value: Int64, at path: String) throws(EventFormatError) {
    let failure = "cannot write \(path)"
    let space = try HDF5Handle(H5Screate(H5S_SCALAR), closedBy: H5Sclose, failure)
    let dataset = try HDF5Handle(
      H5Dcreate2(
        handle.identifier, path, saccade_h5t_std_i64le(), space.identifier, saccade_h5p_default(),
        saccade_h5p_default(), saccade_h5p_default()), closedBy: H5Dclose, failure)
    var value = value
    try hdf5Check(
      H5Dwrite(
        dataset.identifier, saccade_h5t_native_int64(), saccade_h5s_all(), saccade_h5s_all(), saccade_h5p_default(),
        &value), failure)
  }

  /// Writes everything that is still in memory to the file.
  package func flush() throws(EventFormatError) {
    try hdf5Check(H5Fflush(handle.identifier, H5F_SCOPE_GLOBAL), "cannot write the file")
  }

  /// A property list whose external links all fail: a file must not make its reader open others.
  private static func internalLinksOnly() throws(EventFormatError) -> HDF5Handle {
    let access = try HDF5Handle(
      H5Pcreate(saccade_h5p_link_access()), closedBy: H5Pclose, "cannot prepare to follow links")
    try hdf5Check(
      H5Pset_elink_cb(access.identifier, { _, _, _, _, _, _, _ in -1 }, nil), "cannot switch external links off")
    return access
  }
}
