import Messages

/// The topics of a source as bytes, made once.
struct SourceTopics {
  let detections: [UInt8]
  let detectionsJSON: [UInt8]
  let meta: [UInt8]
  let status: [UInt8]
  let ros2: [UInt8]
  let ros2Labels: [UInt8]

  init(camera: String) throws(MessageError) {
    detections = Array(try Topic(.detections, camera: camera).description.utf8)
    detectionsJSON = Array(try Topic(.detectionsJSON, camera: camera).description.utf8)
    meta = Array(try Topic(.meta, camera: camera).description.utf8)
    status = Array(try Topic(.status, camera: camera).description.utf8)
    ros2 = Array(try Topic(.ros2, camera: camera).description.utf8)
    ros2Labels = Array(try Topic(.ros2Labels, camera: camera).description.utf8)
  }
}
