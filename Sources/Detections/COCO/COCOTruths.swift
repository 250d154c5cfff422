import FoundationEssentials

/// The annotated boxes of a file of COCO annotations.
///
/// Source: the COCO data format, <https://cocodataset.org/#format-data>.
public struct COCOTruths: Equatable, Sendable {
  /// The boxes by the image's id, in the order of the file; their classes are those of `init`.
  public let boxesOfImage: [Int64: [TrueBox]]
  /// The ids of all images, ascending.
  public let imageIDs: [Int64]
  /// Boxes of categories that are no class.
  public let otherBoxCount: Int

  private struct File: Decodable {
    struct Image: Decodable { var id: Int64 }
    struct Annotation: Decodable {
      var image_id: Int64
      var category_id: Int64
      var bbox: [Double]
      var area: Double?
      var iscrowd: Int?
    }
    var images: [Image]
    var annotations: [Annotation]
  }

  /// Reads the bytes of a JSON file.
  ///
  /// - Parameters:
  ///   - json: the file.
  ///   - classOfCategory: the classes by the category's id.
  /// - Throws: `COCOFileError`, also where a box has not four finite numbers.
  public init(json: [UInt8], classOfCategory: [Int64: UInt32]) throws(COCOFileError) {
    let file: File
    do { file = try JSONDecoder().decode(File.self, from: Data(json)) } catch {
      throw .malformed(
        reason:
          "there are no 'annotations', each with 'image_id', 'category_id' and 'bbox' [x, y, width, height] (\(error))")
    }
    var boxes: [Int64: [TrueBox]] = [:]
    var others = 0
    for annotation in file.annotations {
      let box = annotation.bbox
      guard box.count == 4, box.allSatisfy(\.isFinite), annotation.area?.isFinite ?? true else {
        throw .malformed(reason: "the 'bbox' of an annotation of image \(annotation.image_id) is \(box)")
      }
      guard let classID = classOfCategory[annotation.category_id] else {
        others += 1
        continue
      }
      boxes[annotation.image_id, default: []].append(
        TrueBox(
          x: box[0], y: box[1], width: box[2], height: box[3], classID: classID, area: annotation.area,
          isCrowd: annotation.iscrowd == 1))
    }
    boxesOfImage = boxes
    imageIDs = Set(file.images.map(\.id)).sorted()
    otherBoxCount = others
  }
}
