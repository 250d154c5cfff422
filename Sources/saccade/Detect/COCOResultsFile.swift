import Detections
import Pictures
import Recording

/// A COCO results file, written as images come.
final class COCOResultsFile: ImageOutput {
  private let classes: [String]
  private let annotationsPath: String?
  private let annotations: COCOAnnotations?
  /// The category of each class; nil where the annotations have none of its name.
  private let categoryIDs: [Int64?]
  /// The ids of images by path where there are no annotations.
  private let madeUpImageIDs: [String: Int64]

  private var output: ByteOutput
  private var encoder = COCOResultsEncoder()
  private var bytes: [UInt8] = []
  /// Boxes of classes without a category, by class.
  private var leftOut: [Int: Int] = [:]
  private var boxCount = 0

  /// How many bytes are encoded before they are written.
  private static let writeByteCount = 1 << 18

  /// Starts a file.
  ///
  /// - Throws: `CommandFailure` for annotations that cannot be read or have none of the classes, and for a file that cannot
  ///   be created.
  init(path: String, annotationsPath: String?, images: [ListedImage], classes: [String]) throws(CommandFailure) {
    self.classes = classes
    self.annotationsPath = annotationsPath
    if let annotationsPath {
      let annotations = try Self.annotations(path: annotationsPath)
      self.annotations = annotations
      categoryIDs = classes.map { annotations.categoryIDs[$0] }
      madeUpImageIDs = [:]
      guard categoryIDs.contains(where: { $0 != nil }) else {
        throw CommandFailure(
          .badData,
          "\(annotationsPath): none of the model's classes (\(Self.some(of: classes))) is a category there "
            + "(\(Self.some(of: annotations.categoryIDs.keys.sorted()))); give the annotations of the model's data set, or "
            + "import the model with their names as --classes")
      }
    } else {
      annotations = nil
      categoryIDs = classes.indices.map { Int64($0) + 1 }
      madeUpImageIDs = Self.imageIDs(of: images)
    }
    do throws(RecordingError) { output = try ByteOutput(path: path, overwrites: true) } catch {
      throw CommandFailure(error)
    }
  }

  func check(_ image: ListedImage) throws(CommandFailure) { _ = try imageID(of: image) }

  func add(_ image: ListedImage, _ decoded: DecodedImage, _ detections: ImageDetections) throws(CommandFailure) {
    let imageID = try imageID(of: image)
    for detection in detections.scored {
      let number = Int(detection.classID)
      guard let categoryID = categoryIDs[number] else {
        leftOut[number, default: 0] += 1
        continue
      }
      boxCount += 1
      encoder.encode(detection, imageID: imageID, categoryID: categoryID, into: &bytes)
    }
    if bytes.count >= Self.writeByteCount { try flush() }
  }

  func finish() throws(CommandFailure) {
    encoder.finish(into: &bytes)
    try flush()
    do throws(RecordingError) { try output.finish() } catch { throw CommandFailure(error) }
    var notes = ["\(output.path): \(boxCount) boxes"]
    if annotations == nil {
      notes.append("ids are made up: give --annotations for those of a data set")
    }
    for (number, count) in leftOut.sorted(by: { $0.key < $1.key }) {
      notes.append("\(count) of '\(classes[number])' left out, which is no category of the annotations")
    }
    Terminal.writeError("saccade: \(notes.joined(separator: "; "))\n")
  }

  private func imageID(of image: ListedImage) throws(CommandFailure) -> Int64 {
    if let id = annotations?.imageID(ofPath: image.path) ?? madeUpImageIDs[image.path] { return id }
    throw CommandFailure(
      .badData,
      "\(image.path): the annotations \(annotationsPath ?? "") name no image like this; its boxes are not scored")
  }

  private func flush() throws(CommandFailure) {
    do throws(RecordingError) { try output.write(bytes) } catch { throw CommandFailure(error) }
    bytes.removeAll(keepingCapacity: true)
  }

  private static func annotations(path: String) throws(CommandFailure) -> COCOAnnotations {
    let bytes = try InputFile(path: path).bytes()
    do throws(COCOFileError) { return try COCOAnnotations(json: bytes) } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }

  /// The numbers that files are named by, as those of COCO are, where all are; else their places in the list, from 1 on.
  private static func imageIDs(of images: [ListedImage]) -> [String: Int64] {
    let numbers = images.map { image in
      image.path.split(separator: "/").last.flatMap { $0.split(separator: ".").first }.flatMap { Int64($0) }
    }
    let areNumbers = numbers.allSatisfy { $0 != nil } && Set(numbers).count == images.count
    var ids: [String: Int64] = [:]
    for (index, image) in images.enumerated() where ids[image.path] == nil {
      ids[image.path] = areNumbers ? numbers[index] : Int64(index) + 1
    }
    return ids
  }

  private static func some(of names: [String]) -> String {
    names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
  }
}
