import CHDF5
import EventFormats
import Glibc

extension HDF5File {
  /// The most attributes of the root group that are read.
  private static let maximumAttributes: UInt64 = 256
  /// The longest text that an attribute may hold, in bytes.
  private static let maximumTextLength = 65536

  /// The root group's attributes as name and text, by name; those that are neither text nor one integer are left out.
  package func rootAttributes() throws(EventFormatError) -> [(name: String, value: String)] {
    let root = try HDF5Handle(
      H5Oopen(handle.identifier, "/", saccade_h5p_default()), closedBy: H5Oclose, "cannot open the root group")
    var info = H5O_info_t()
    try hdf5Check(H5Oget_info2(root.identifier, &info, UInt32(H5O_INFO_NUM_ATTRS)), "cannot count attributes")
    var attributes: [(name: String, value: String)] = []
    for index in 0..<min(info.num_attrs, Self.maximumAttributes) {
      let attribute = try HDF5Handle(
        H5Aopen_by_idx(
          root.identifier, ".", H5_INDEX_NAME, H5_ITER_INC, index, saccade_h5p_default(), saccade_h5p_default()),
        closedBy: H5Aclose, "cannot open attribute \(index)")
      guard let value = try Self.text(of: attribute) else { continue }
      attributes.append((try Self.name(of: attribute), value))
    }
    return attributes
  }

  /// Gives an object, named by its path, an attribute of variable-length text.
  package func setAttribute(_ name: String, of path: String, to value: String) throws(EventFormatError) {
    let object = try HDF5Handle(
      H5Oopen(handle.identifier, path, saccade_h5p_default()), closedBy: H5Oclose, "cannot open \(path)")
    let type = try HDF5Handle(H5Tcopy(saccade_h5t_c_s1()), closedBy: H5Tclose, "cannot make a text type")
    try hdf5Check(H5Tset_size(type.identifier, saccade_h5t_variable()), "cannot make a text type")
    let space = try HDF5Handle(H5Screate(H5S_SCALAR), closedBy: H5Sclose, "cannot make a scalar")
    let attribute = try HDF5Handle(
      H5Acreate2(
        object.identifier, name, type.identifier, space.identifier, saccade_h5p_default(), saccade_h5p_default()),
      closedBy: H5Aclose, "cannot create attribute \(name) of \(path)")
    let status = value.withCString { text in
      var pointer: UnsafePointer<CChar>? = text
      return H5Awrite(attribute.identifier, type.identifier, &pointer)
    }
    try hdf5Check(status, "cannot write attribute \(name) of \(path)")
  }

  private static func name(of attribute: borrowing HDF5Handle) throws(EventFormatError) -> String {
    let length = H5Aget_name(attribute.identifier, 0, nil)
    try hdf5Check(length, "cannot read an attribute's name")
    guard length <= maximumTextLength else {
      throw EventFormatError(.unsupported, "an attribute's name has \(length) bytes", at: 0)
    }
    var buffer = [CChar](repeating: 0, count: length + 1)
    try hdf5Check(H5Aget_name(attribute.identifier, buffer.count, &buffer), "cannot read an attribute's name")
    return String(cStringBytes: buffer)
  }

  private static func text(of attribute: borrowing HDF5Handle) throws(EventFormatError) -> String? {
    let type = try HDF5Handle(H5Aget_type(attribute.identifier), closedBy: H5Tclose, "cannot read an attribute's type")
    let space = try HDF5Handle(
      H5Aget_space(attribute.identifier), closedBy: H5Sclose, "cannot read an attribute's shape")
    guard H5Sget_simple_extent_npoints(space.identifier) == 1 else { return nil }
    if H5Tget_class(type.identifier) == H5T_INTEGER {
      var value: Int64 = 0
      try hdf5Check(
        H5Aread(attribute.identifier, saccade_h5t_native_int64(), &value), "cannot read an attribute")
      return String(value)
    }
    guard H5Tget_class(type.identifier) == H5T_STRING else { return nil }
    if H5Tis_variable_str(type.identifier) > 0 {
      var pointer: UnsafeMutablePointer<CChar>?
      try hdf5Check(H5Aread(attribute.identifier, type.identifier, &pointer), "cannot read an attribute")
      guard let pointer else { return "" }
      defer { H5free_memory(pointer) }
      let bytes = UnsafeRawBufferPointer(start: pointer, count: strnlen(pointer, maximumTextLength))
      return String(decoding: bytes, as: UTF8.self)
    }
    let size = H5Tget_size(type.identifier)
    guard size <= maximumTextLength else { return nil }
    var buffer = [CChar](repeating: 0, count: size + 1)
    try hdf5Check(H5Aread(attribute.identifier, type.identifier, &buffer), "cannot read an attribute")
    return String(cStringBytes: buffer)
  }
}

extension String {
  /// The text before the first zero byte.
  fileprivate init(cStringBytes bytes: [CChar]) {
    self.init(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
