import Detections
import Pictures

/// Draws boxes with their class and score on a frame.
struct BoxPainter {
  /// Names of classes by number.
  let classes: [String]
  /// The picture's scale.
  let scale: RenderScale
  /// Whether labels tell the numbers of tracks.
  var showsTracks = false
  /// How many times larger than usual lines and labels are, at least 1.
  var enlargement = 1.0

  init(classes: [String], scale: RenderScale) {
    self.classes = classes
    self.scale = scale
  }

  /// Colours that differ from each other and from those of events, on dark and on light grounds.
  private static let colors = [
    Color(0x2DBE60), Color(0xE83F9B), Color(0xE0B000), Color(0x8E62F0), Color(0x00B8B0), Color(0xD9363E),
    Color(0x7A9A01), Color(0xB86B2C),
  ]

  func draw(_ boxes: some Collection<TimedDetection>, on canvas: inout Canvas) {
    var labels: [Rectangle] = []
    let frame = canvas.bounds
    for box in boxes { canvas.stroke(place(of: box.detection), Self.color(of: box.detection), thickness: enlarged(2)) }
    // Labels lie above all edges, or they could not be read where boxes overlap.
    for box in boxes {
      let detection = box.detection
      let color = Self.color(of: detection)
      let edges = place(of: detection)
      let style = TextStyle(size: 12 * enlargement, color: color.readableTextColor, weight: .regular)
      let text = label(of: detection)
      let size = (width: style.width(of: text) + enlarged(10), height: style.capHeight + enlarged(9))
      let label = Self.labelPlace(size: size, box: edges, frame: frame, others: labels)
      canvas.fill(label, color)
      canvas.text(text, x: label.x + enlarged(5), baseline: label.bottom - enlarged(5), style: style)
      labels.append(label)
    }
  }

  private func enlarged(_ length: Int) -> Int { Int((Double(length) * enlargement).rounded()) }

  private static func color(of detection: Detection) -> Color {
    colors[Int(detection.classID % UInt32(colors.count))]
  }

  private func place(of detection: Detection) -> Rectangle {
    func pixel(_ value: Float) -> Int { Int(min(max(scale.scaled(Double(value)), -1e5), 1e5).rounded()) }
    let left = pixel(detection.x)
    let top = pixel(detection.y)
    return Rectangle(
      x: left, y: top, width: max(3, pixel(detection.x + detection.width) - left),
      height: max(3, pixel(detection.y + detection.height) - top))
  }

  private func label(of detection: Detection) -> String {
    let number = Int(detection.classID)
    var name = number < classes.count ? classes[number] : "class \(number)"
    if showsTracks, detection.trackID != 0 { name += " #\(detection.trackID)" }
    // Labels made by hand have a score of exactly 1, which says nothing.
    return detection.score == 1 ? name : "\(name) \(NumberLabel.fixed(Double(detection.score), digits: 2))"
  }

  /// The first place, above, below, then inside the box, at its left then its right edge, that lies on the frame and on
  /// no other label; above the box where all are taken.
  private static func labelPlace(
    size: (width: Int, height: Int), box: Rectangle, frame: Rectangle, others: [Rectangle]
  ) -> Rectangle {
    let rightmost = max(frame.x, frame.right - size.width)
    let columns = [box.x, box.right - size.width].map { max(frame.x, min($0, rightmost)) }
    let rows = [
      box.y - size.height, box.bottom, box.y, box.bottom - size.height, box.y - 2 * size.height,
      box.bottom + size.height,
      box.y + size.height,
    ]
    let candidates = rows.flatMap { row in
      columns.map { Rectangle(x: $0, y: row, width: size.width, height: size.height) }
    }
    func isFree(_ place: Rectangle) -> Bool {
      guard place.y >= frame.y, place.bottom <= frame.bottom else { return false }
      return others.allSatisfy { other in
        let shared = place.intersection(other)
        return shared.width == 0 || shared.height == 0
      }
    }
    return candidates.first(where: isFree)
      ?? Rectangle(
        x: columns[0], y: max(frame.y, min(box.y - size.height, frame.bottom - size.height)), width: size.width,
        height: size.height)
  }
}
