import Detections

/// What was found in an image.
struct ImageDetections {
  /// Columns of the network's input for this image.
  var inputWidth: Int
  /// Rows of the network's input for this image.
  var inputHeight: Int
  /// The detections by each of the detector's rules, in pixels of the image, the best first.
  var sets: [[Detection]]

  /// Those that are shown to people.
  var shown: [Detection] { sets.first ?? [] }
  /// Those that are written to be scored.
  var scored: [Detection] { sets.last ?? [] }
}
