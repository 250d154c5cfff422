import EventProcessing
import Events
import Pictures

/// Makes pictures of event frames.
struct FramePainter {
  let geometry: SensorGeometry
  let theme: RenderTheme
  let scale: RenderScale
  let hasCaption: Bool
  /// The recording's first time, from which captions count.
  var originMicroseconds: Int64
  let boxes: BoxTimeline?
  let boxPainter: BoxPainter

  /// The colour of a pixel by the number of its events.
  private let onColors: [Color]
  private let offColors: [Color]

  init(
    geometry: SensorGeometry, theme: RenderTheme, scale: RenderScale, hasCaption: Bool, originMicroseconds: Int64,
    boxes: BoxTimeline?, classes: [String]
  ) {
    self.geometry = geometry
    self.theme = theme
    self.scale = scale
    self.hasCaption = hasCaption
    self.originMicroseconds = originMicroseconds
    self.boxes = boxes
    var boxPainter = BoxPainter(classes: classes, scale: scale)
    boxPainter.showsTracks = true
    self.boxPainter = boxPainter
    onColors = Self.shades(of: theme.on, on: theme.background)
    offColors = Self.shades(of: theme.off, on: theme.background)
  }

  /// The height of the strip below a frame that says when it is.
  static let captionHeight = 22

  /// Columns of a picture.
  var width: Int { scale.scaled(geometry.width) }

  /// Rows of a picture, caption included.
  var height: Int { scale.scaled(geometry.height) + (hasCaption ? Self.captionHeight : 0) }

  /// The picture of a frame.
  func paint(_ frame: borrowing EventFrame) -> Canvas {
    var pixels = Canvas(width: geometry.width, height: geometry.height, background: theme.background)
    pixels.withPixels { paint(frame, into: $0) }
    pixels = scale.divisor > 1 ? pixels.reduced(by: scale.divisor) : pixels.enlarged(by: scale.factor)
    if let boxes { boxPainter.draw(boxes.boxes(at: frame.window.endMicroseconds), on: &pixels) }
    guard hasCaption else { return pixels }
    var canvas = Canvas(width: width, height: height, background: theme.surround)
    canvas.draw(pixels, x: 0, y: 0)
    drawCaption(of: frame, on: &canvas)
    return canvas
  }

  private func paint(_ frame: borrowing EventFrame, into pixels: UnsafeMutableBufferPointer<Color>) {
    for index in pixels.indices {
      let on = Int(frame.on[index])
      let off = Int(frame.off[index])
      guard on + off > 0 else { continue }
      if theme == .diverging {
        let difference = on - off
        if difference != 0 { pixels[index] = difference > 0 ? onColors[difference] : offColors[-difference] }
      } else {
        pixels[index] = (frame.isLastOn[index] ? onColors : offColors)[min(on + off, 255)]
      }
    }
  }

  private func drawCaption(of frame: borrowing EventFrame, on canvas: inout Canvas) {
    let style = TextStyle(size: 12, color: theme.caption)
    let baseline = canvas.height - (Self.captionHeight - style.capHeight) / 2
    let after = Double(frame.window.startMicroseconds) - Double(originMicroseconds)
    let length = frame.window.endMicroseconds - frame.window.startMicroseconds
    let time = "\(Format.decimal(after / 1e6, digits: 3)) s"
    let details = [
      "\(Format.decimal(Double(length) / 1e3, digits: length % 1000 == 0 ? 0 : 1)) ms",
      "\(Format.count(frame.events)) events",
    ]
    let margin = min(8, canvas.width / 16)
    var text = time
    canvas.text(time, x: margin, baseline: baseline, style: style)
    // As many of the details as there is room for, at the right.
    for count in [2, 1] {
      let rest = details.suffix(count).joined(separator: "  ·  ")
      guard style.width(of: text) + style.width(of: rest) + 3 * margin + 8 <= canvas.width else { continue }
      canvas.text(rest, x: canvas.width - margin, baseline: baseline, style: style.aligned(.right))
      text += rest
      break
    }
  }

  /// Colours from one event, well visible already, to many.
  private static func shades(of color: Color, on background: Color) -> [Color] {
    var rest = 1.0
    return (0...255).map { count in
      defer { rest *= 0.45 }
      return background.mixed(with: color, fraction: count == 0 ? 0 : 1 - rest)
    }
  }
}
