import Detections
import Glibc
import Pictures

/// Copies of images with boxes drawn on them.
final class BoxDrawings: ImageOutput {
  private let classes: [String]
  /// The paths of the copies by those of the images.
  private let paths: [String: String]

  /// Plans the copies: `path` is a file where it ends with .png and there is one image, else a folder, which is created.
  ///
  /// - Throws: `CommandFailure` where several images were to become one file, or the folder cannot be created.
  init(path: String, images: [ListedImage], classes: [String]) throws(CommandFailure) {
    self.classes = classes
    paths = try Self.paths(for: images, at: path)
    if let image = images.first(where: { SameFile.isSame($0.path, paths[$0.path] ?? "") }) {
      throw CommandFailure(
        .usage, "\(image.path): the drawing would replace the image itself; give --draw another place")
    }
  }

  func add(_ image: ListedImage, _ decoded: DecodedImage, _ detections: ImageDetections) throws(CommandFailure) {
    guard let path = paths[image.path] else { return }
    var canvas = decoded.canvas
    var painter = BoxPainter(classes: classes, scale: RenderScale(factor: 1))
    painter.enlargement = max(1, Double(max(canvas.width, canvas.height)) / Self.sideOfPlainLabels)
    painter.draw(detections.shown.map { TimedDetection(time: 0, detection: $0) }, on: &canvas)
    try PictureFile.write(canvas, to: path, isFast: true)
  }

  func finish() throws(CommandFailure) {}

  /// From this side on lines and labels grow with the image, so that they can be read when all of it is looked at.
  private static let sideOfPlainLabels = 1000.0

  private static func paths(for images: [ListedImage], at path: String) throws(CommandFailure) -> [String: String] {
    let isFolder = Self.isFolder(path)
    guard path.lowercased().hasSuffix(".png"), !isFolder else {
      let folder = path.hasSuffix("/") ? path : path + "/"
      if !isFolder { try createFolder(folder) }
      return placed(images, in: folder)
    }
    guard images.count == 1 else {
      throw CommandFailure(
        .usage, "--draw \(path): \(images.count) images cannot be drawn into one file; name a folder")
    }
    return [images[0].path: path]
  }

  /// A path for each image, named by its place below the folder it was found in.
  private static func placed(_ images: [ListedImage], in folder: String) -> [String: String] {
    var paths: [String: String] = [:]
    var taken: Set<String> = []
    for image in images where paths[image.path] == nil {
      // Folders become part of the name: nothing but the given folder is created.
      let flat = image.placeInFolder.split(separator: "/").joined(separator: "_")
      let stem = flat.lastIndex(of: ".").map { String(flat[..<$0]) } ?? flat
      var name = stem
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(stem)-\(number)"
        number += 1
      }
      paths[image.path] = "\(folder)\(name).png"
    }
    return paths
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func createFolder(_ path: String) throws(CommandFailure) {
    guard mkdir(path, 0o777) == 0 else {
      throw CommandFailure(
        .unavailable, "\(path): the folder for drawings cannot be created: \(String(cString: strerror(errno)))")
    }
  }
}
