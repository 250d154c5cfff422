import Detections
import Events

extension DetectionFrame {
  /// Colours of classes on a dark image, one after the other: red, green and blue.
  private static let classColors: [(red: Double, green: Double, blue: Double)] = [
    (0.37, 0.93, 0.37), (0.93, 0.45, 0.93), (1, 0.85, 0.25), (0.3, 0.9, 0.95), (1, 0.4, 0.4), (0.75, 0.75, 1),
  ]

  /// The boxes as `foxglove.ImageAnnotations` in protobuf: an outline and a label each, in sensor pixels.
  ///
  /// The stamp is the host's time at the window's end. Labels are the class's name, the score and, where there is one, the
  /// track's number.
  /// Source: Foxglove, message schemas, ImageAnnotations and what it holds.
  ///
  /// - Parameter classes: the names of the classes; a class without one has its number for a name.
  public func foxgloveAnnotations(classes: [String]) -> [UInt8] {
    var writer = ProtobufWriter()
    let thickness = max(1, Double(geometry.height) / 240)
    let fontSize = max(8, Double(geometry.height) / 30)
    for box in detections {
      let color = Self.classColors[Int(box.classID) % Self.classColors.count]
      let (left, top) = (Double(box.x), Double(box.y))
      let (right, bottom) = (left + Double(box.width), top + Double(box.height))
      writer.appendMessage(field: 2) { outline in
        outline.append(timeNanoseconds: hostTimeNanoseconds, field: 1)
        outline.append(integer: 2, field: 2)  // LINE_LOOP
        for (x, y) in [(left, top), (right, top), (right, bottom), (left, bottom)] {
          outline.appendPoint(x: x, y: y, field: 3)
        }
        outline.appendColor(color, field: 4)
        outline.append(number: thickness, field: 7)
      }
    }
    for box in detections {
      let color = Self.classColors[Int(box.classID) % Self.classColors.count]
      let track = box.trackID == 0 ? "" : " #\(box.trackID)"
      let percent = box.score > 0 ? Int((min(box.score, 1) * 100).rounded()) : 0
      writer.appendMessage(field: 3) { label in
        label.append(timeNanoseconds: hostTimeNanoseconds, field: 1)
        // The lower left corner, above the box; inside the image where there is no room.
        label.appendPoint(x: Double(box.x), y: max(Double(box.y) - thickness, fontSize), field: 2)
        label.append(text: "\(classes.name(ofClass: box.classID)) \(percent)%\(track)", field: 3)
        label.append(number: fontSize, field: 4)
        label.appendColor(color, field: 5)
      }
    }
    writer.append(timeNanoseconds: hostTimeNanoseconds, field: 5)
    return writer.bytes
  }
}

extension ProtobufWriter {
  /// `foxglove.Point2`.
  fileprivate mutating func appendPoint(x: Double, y: Double, field: UInt64) {
    appendMessage(field: field) { point in
      point.append(number: x, field: 1)
      point.append(number: y, field: 2)
    }
  }

  /// `foxglove.Color`, opaque.
  fileprivate mutating func appendColor(_ color: (red: Double, green: Double, blue: Double), field: UInt64) {
    appendMessage(field: field) { message in
      message.append(number: color.red, field: 1)
      message.append(number: color.green, field: 2)
      message.append(number: color.blue, field: 3)
      message.append(number: 1.0, field: 4)
    }
  }
}
