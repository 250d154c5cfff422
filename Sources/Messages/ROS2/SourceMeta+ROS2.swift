extension SourceMeta {
  /// The classes as `vision_msgs/msg/LabelInfo` of vision_msgs 4 in CDR.
  ///
  /// Source: vision_msgs 4.1, LabelInfo.msg and VisionClass.msg.
  ///
  /// - Parameters:
  ///   - hostTimeNanoseconds: the time of the message.
  ///   - frameID: the coordinate frame of the camera.
  public func ros2(hostTimeNanoseconds: Int64, frameID: String) -> [UInt8] {
    var writer = CDRWriter(reservingBytes: 64 + classes.count * 32)
    writer.appendHeader(timeNanoseconds: hostTimeNanoseconds, frame: frameID)
    writer.append(UInt32(classes.count))
    for (index, name) in classes.enumerated() {
      writer.append(UInt16(clamping: index))
      writer.append(name)
    }
    writer.append(scoreThreshold)
    return writer.bytes
  }
}
