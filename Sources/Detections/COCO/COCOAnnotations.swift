import FoundationEssentials

/// The images and categories of a file of COCO annotations, as far as results refer to them.
///
/// Source: the COCO data format, <https://cocodataset.org/#format-data>.
public struct COCOAnnotations: Equatable, Sendable {
  /// The ids of images by their `file_name`.
  public let imageIDs: [String: Int64]
  /// The ids of categories by their name.
  public let categoryIDs: [String: Int64]

  /// The ids of images by the last part of their `file_name`; nil where several have it.
  private let imageIDsByLastPart: [Substring: Int64?]

  private struct File: Decodable {
    struct Image: Decodable {
      var id: Int64
      var file_name: String
    }
    struct Category: Decodable {
      var id: Int64
      var name: String
    }
    var images: [Image]
    var categories: [Category]
  }

  /// Reads the bytes of a JSON file; annotations themselves may be absent, as in the files of test images.
  ///
  /// - Throws: `COCOFileError`.
  public init(json: [UInt8]) throws(COCOFileError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(json))
    } catch {
      throw .malformed(reason: (error as? DecodingError).map(Self.summary) ?? "\(error)")
    }
    var imageIDs: [String: Int64] = [:]
    var byLastPart: [Substring: Int64?] = [:]
    for image in file.images {
      let name = Self.parts(of: image.file_name).joined(separator: "/")
      if let other = imageIDs.updateValue(image.id, forKey: name) {
        throw .ambiguous(kind: "images", name: name, ids: [other, image.id])
      }
      if let last = Self.parts(of: name).last { byLastPart[last] = .some(byLastPart[last] == nil ? image.id : nil) }
    }
    var categoryIDs: [String: Int64] = [:]
    for category in file.categories {
      if let other = categoryIDs.updateValue(category.id, forKey: category.name) {
        throw .ambiguous(kind: "categories", name: category.name, ids: [other, category.id])
      }
    }
    self.imageIDs = imageIDs
    self.categoryIDs = categoryIDs
    imageIDsByLastPart = byLastPart
  }

  /// The id of the image at a path: the one whose `file_name` is the longest end of it, else the only one whose last
  /// part is the path's; nil where there is none.
  public func imageID(ofPath path: String) -> Int64? {
    let parts = Self.parts(of: path)
    for start in parts.indices {
      if let id = imageIDs[parts[start...].joined(separator: "/")] { return id }
    }
    return parts.last.flatMap { imageIDsByLastPart[$0] ?? nil }
  }

  private static func parts(of path: String) -> [Substring] {
    path.split(separator: "/").filter { $0 != "." }
  }

  private static func summary(_ error: DecodingError) -> String {
    func line(_ context: DecodingError.Context, _ what: String) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return path.isEmpty ? what : "\(what) at \(path.drop { $0 == "." })"
    }
    return switch error {
    case .keyNotFound(let key, let context): line(context, "the key '\(key.stringValue)' is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      line(context, context.debugDescription)
    @unknown default: "\(error)"
    }
  }
}
