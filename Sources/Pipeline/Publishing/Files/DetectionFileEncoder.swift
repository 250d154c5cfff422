import Messages

/// How a file of detections is written.
protocol DetectionFileEncoder {
  /// Appends what stands at the start of the file.
  mutating func begin(into bytes: inout [UInt8])

  /// Appends a frame's detections.
  ///
  /// - Parameter meta: what the source has last reported; nil before it has.
  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) throws(PipelineError)

  /// Appends the event image of the frame that was added last, where the file is to have it.
  mutating func add(
    _ image: ViewedImage, of frame: DetectionFrame, into bytes: inout [UInt8]
  ) throws(PipelineError)

  /// Appends what stands at the end.
  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError)

  /// What the start of the file must be in the end, where only then it is known; else nil.
  var finalBeginning: [UInt8]? { get }
}

extension DetectionFileEncoder {
  var finalBeginning: [UInt8]? { nil }

  func add(_ image: ViewedImage, of frame: DetectionFrame, into bytes: inout [UInt8]) {}
}
