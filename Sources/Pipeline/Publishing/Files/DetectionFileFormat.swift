/// What a file of detections is, as the end of its name says.
public enum DetectionFileFormat: String, Sendable, CaseIterable {
  /// Prophesee's box file; `NAME_bbox.npy` as data sets name it.
  case npy
  /// One line a detection, with a first line that names the columns.
  case csv
  /// COCO's results; `image_id` is the window's end in microseconds, `category_id` the class counted from 1.
  case json
  /// MCAP with messages for ROS 2 and Foxglove and in protobuf.
  case mcap

  /// Takes the format from the end of a path.
  ///
  /// - Throws: `configuration` where no format ends so.
  public init(path: String) throws(PipelineError) {
    let ending = path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? ""
    guard let format = Self(rawValue: ending.lowercased()) else {
      let legal = Self.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw PipelineError(
        .configuration, "'\(path)' does not say what kind of file it is to be", remedy: "let its name end in \(legal)")
    }
    self = format
  }

  func encoder(camera: String, recordsImages: Bool) -> any DetectionFileEncoder {
    switch self {
    case .npy: BoxFileDetections()
    case .csv: CSVDetections()
    case .json: COCODetections()
    case .mcap: MCAPDetections(camera: camera, recordsImages: recordsImages)
    }
  }
}
