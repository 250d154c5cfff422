import CHDF5

/// Where an integer lies inside an element of a dataset.
package struct IntegerField: Equatable {
  /// Its first byte in the element.
  package var offset: Int
  /// Its bytes: 1, 2, 4 or 8.
  package var size: Int
  /// Whether it has a sign.
  package var isSigned: Bool
  /// Whether its most significant byte comes first.
  package var isBigEndian: Bool

  /// Creates a field.
  package init(offset: Int, size: Int, isSigned: Bool, isBigEndian: Bool = false) {
    self.offset = offset
    self.size = size
    self.isSigned = isSigned
    self.isBigEndian = isBigEndian
  }

  /// The field that a whole element is, or nil where the type is no integer of 1, 2, 4 or 8 bytes.
  init?(type: hid_t, offset: Int = 0) {
    let kind = H5Tget_class(type)
    let size = H5Tget_size(type)
    // h5py stores booleans as enumerations of one byte.
    guard kind == H5T_INTEGER || kind == H5T_ENUM, [1, 2, 4, 8].contains(size) else { return nil }
    self.init(
      offset: offset, size: size, isSigned: kind == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2,
      isBigEndian: H5Tget_order(type) == H5T_ORDER_BE)
  }

  /// The fields of a compound type by name.
  static func members(of type: hid_t) -> [String: IntegerField] {
    guard H5Tget_class(type) == H5T_COMPOUND else { return [:] }
    var members: [String: IntegerField] = [:]
    let size = H5Tget_size(type)
    for index in 0..<UInt32(max(0, min(H5Tget_nmembers(type), 64))) {
      guard let name = H5Tget_member_name(type, index) else { continue }
      defer { H5free_memory(name) }
      let member = H5Tget_member_type(type, index)
      guard member >= 0 else { continue }
      defer { H5Tclose(member) }
      guard let field = IntegerField(type: member, offset: H5Tget_member_offset(type, index)),
        field.offset >= 0, field.offset <= size - field.size
      else { continue }
      members[String(cString: name)] = field
    }
    return members
  }

  /// Reads the field of consecutive elements; unsigned values beyond `Int64.max` come out negative.
  func read(_ count: Int, from elements: UnsafeRawPointer, stride: Int, into values: UnsafeMutablePointer<Int64>) {
    switch (size, isSigned) {
    case (1, false): read(UInt8.self, count, elements, stride, values)
    case (1, true): read(Int8.self, count, elements, stride, values)
    case (2, false): read(UInt16.self, count, elements, stride, values)
    case (2, true): read(Int16.self, count, elements, stride, values)
    case (4, false): read(UInt32.self, count, elements, stride, values)
    case (4, true): read(Int32.self, count, elements, stride, values)
    default: read(Int64.self, count, elements, stride, values)
    }
  }

  @inline(__always)
  private func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type, _ count: Int, _ elements: UnsafeRawPointer, _ stride: Int, _ values: UnsafeMutablePointer<Int64>
  ) {
    let first = elements + offset
    if isBigEndian {
      for index in 0..<count {
        let value = first.loadUnaligned(fromByteOffset: index &* stride, as: Value.self).byteSwapped
        values[index] = Int64(truncatingIfNeeded: value)
      }
    } else {
      for index in 0..<count {
        let value = first.loadUnaligned(fromByteOffset: index &* stride, as: Value.self)
        values[index] = Int64(truncatingIfNeeded: value)
      }
    }
  }
}
