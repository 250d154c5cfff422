/// Writes Prophesee's box files (`*_bbox.npy`) in the current layout of 40 bytes a record.
///
/// The header has the same length for every number of records, so that a file can be written as boxes come and its header
/// once more at the end.
public enum BoxFileEncoder {
  /// Bytes of the header.
  public static let headerBytes = 256
  /// Bytes of a record.
  public static let recordBytes = 40

  /// A whole file.
  public static func encode(_ boxes: some Collection<TimedDetection>) -> [UInt8] {
    var bytes = header(recordCount: boxes.count)
    bytes.reserveCapacity(headerBytes + boxes.count * recordBytes)
    for box in boxes { append(box, to: &bytes) }
    return bytes
  }

  /// The header of a file with a number of records.
  public static func header(recordCount: Int) -> [UInt8] {
    precondition(recordCount >= 0)
    let fields = [
      ("t", "<i8"), ("x", "<f4"), ("y", "<f4"), ("w", "<f4"), ("h", "<f4"), ("class_id", "<u4"), ("track_id", "<u4"),
      ("class_confidence", "<f4"), ("", "|V4"),
    ]
    let description = fields.map { "('\($0.0)', '\($0.1)')" }.joined(separator: ", ")
    let text = "{'descr': [\(description)], 'fortran_order': False, 'shape': (\(recordCount),), }"
    var bytes = NumPyHeader.magic + [1, 0, UInt8(headerBytes - 10), 0] + Array(text.utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: headerBytes - 1 - bytes.count))
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// Appends one record.
  public static func append(_ box: TimedDetection, to bytes: inout [UInt8]) {
    func appendLittleEndian(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    let detection = box.detection
    appendLittleEndian(box.time)
    for coordinate in [detection.x, detection.y, detection.width, detection.height] {
      appendLittleEndian(coordinate.bitPattern)
    }
    appendLittleEndian(detection.classID)
    appendLittleEndian(detection.trackID)
    appendLittleEndian(detection.score.bitPattern)
    appendLittleEndian(UInt32(0))
  }
}
