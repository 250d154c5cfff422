import Pictures

/// Something that takes what was found, image after image.
protocol ImageOutput: AnyObject {
  /// Throws `CommandFailure` of status 65 where what is found in an image could not be taken, before it is looked for.
  func check(_ image: ListedImage) throws(CommandFailure)
  /// Takes what was found in an image.
  func add(_ image: ListedImage, _ decoded: DecodedImage, _ detections: ImageDetections) throws(CommandFailure)
  /// Takes that an image could not be read or taken.
  func add(_ image: ListedImage, failure: CommandFailure) throws(CommandFailure)
  /// Ends the output, once there are no more images.
  func finish() throws(CommandFailure)
}

extension ImageOutput {
  func check(_ image: ListedImage) throws(CommandFailure) {}
  func add(_ image: ListedImage, failure: CommandFailure) throws(CommandFailure) {}
}
