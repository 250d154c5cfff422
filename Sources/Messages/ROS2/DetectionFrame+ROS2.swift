import Detections

extension DetectionFrame {
  /// The frame as `vision_msgs/msg/Detection2DArray` of vision_msgs 4 in CDR.
  ///
  /// The stamp is the host's time at the window's end, boxes are centre and size in sensor pixels, `class_id` is the name of
  /// the class, `id` the number of the track or empty.
  /// Source: vision_msgs 4.1, Detection2DArray.msg and what it holds.
  ///
  /// - Parameters:
  ///   - classes: the names of the classes; a class without one has its number for a name.
  ///   - frameID: the coordinate frame of the camera.
  public func ros2(classes: [String], frameID: String) -> [UInt8] {
    var writer = CDRWriter(reservingBytes: 64 + detections.count * 480)
    writer.appendHeader(timeNanoseconds: hostTimeNanoseconds, frame: frameID)
    writer.append(UInt32(detections.count))
    for detection in detections {
      writer.appendHeader(timeNanoseconds: hostTimeNanoseconds, frame: frameID)
      writer.append(UInt32(1))
      writer.append(classes.name(ofClass: detection.classID))
      writer.append(Double(detection.score))
      // The pose of what was seen is not known: the origin, unturned, without a covariance.
      for value in [0, 0, 0, 0, 0, 0, 1] { writer.append(Double(value)) }
      for _ in 0..<36 { writer.append(0.0) }
      writer.append(Double(detection.x) + Double(detection.width) / 2)
      writer.append(Double(detection.y) + Double(detection.height) / 2)
      writer.append(0.0)
      writer.append(Double(detection.width))
      writer.append(Double(detection.height))
      writer.append(detection.trackID == 0 ? "" : "\(detection.trackID)")
    }
    return writer.bytes
  }
}
