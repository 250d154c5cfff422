import Detections
import Pictures

/// Boxes for people, a table for each image, as they come.
final class DetectionTable: ImageOutput {
  private let classes: [String]
  private let classWidth: Int

  init(classes: [String]) {
    self.classes = classes
    classWidth = classes.reduce(5) { max($0, $1.count) }
  }

  func add(_ image: ListedImage, _ decoded: DecodedImage, _ detections: ImageDetections) throws(CommandFailure) {
    let boxes = detections.shown
    let count = boxes.count == 1 ? "1 box" : "\(boxes.count) boxes"
    var text = "\(image.path)  \(decoded.canvas.width)x\(decoded.canvas.height)  \(count)\n"
    if !boxes.isEmpty { text += row(["class", "score", "x", "y", "width", "height"]) }
    for box in boxes {
      let number = Int(box.classID)
      text += row(
        [number < classes.count ? classes[number] : "class \(number)", Format.decimal(Double(box.score), digits: 3)]
          + [box.x, box.y, box.width, box.height].map { Format.decimal(Double($0), digits: 1) })
    }
    Terminal.writeOutput(text)
  }

  func finish() throws(CommandFailure) {}

  private func row(_ cells: [String]) -> String {
    let numbers = cells.dropFirst().map { Format.right($0, width: 8) }
    return "  \(Format.left(cells[0], width: classWidth))\(numbers.joined(separator: " "))\n"
  }
}
