/// Reads Prophesee's box files (`*_bbox.npy`): labels of Gen1 and 1 Mpx recordings, and detections.
///
/// Fields are found by name and may have any order and any integer or float type: `t` or `ts` (microseconds), `x`, `y` (left
/// and top edge), `w`, `h`, `class_id`, and where present `class_confidence` or `confidence` (else 1) and `track_id` (else 0).
/// Boxes are given as they are, also outside the sensor. Source: Prophesee's automotive dataset toolbox, `dat_tools` and
/// `io/npy_events_tools`, whose records changed over the years.
public enum BoxFileDecoder {
  /// Reads all boxes of a file.
  ///
  /// - Throws: `BoxFileError` with the offset, field or record that cannot be read.
  public static func decode(_ bytes: Span<UInt8>) throws(BoxFileError) -> [TimedDetection] {
    let header = try NumPyHeader(bytes)
    let available = bytes.count - header.payloadOffset
    guard header.recordCount <= available / header.recordBytes else {
      throw .truncated(
        records: header.recordCount, recordBytes: header.recordBytes, availableBytes: available)
    }
    let columns = try BoxColumns(header.fields)
    var boxes: [TimedDetection] = []
    boxes.reserveCapacity(header.recordCount)
    for record in 0..<header.recordCount {
      let offset = header.payloadOffset + record * header.recordBytes
      boxes.append(try columns.read(bytes, at: offset, record: record))
    }
    return boxes
  }
}
