/// A moment of a scene as it is, without a sensor's peculiarities.
public struct ScenePicture {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The light of each pixel, row by row; about 1 for a white wall in the sun.
  public internal(set) var luminance: [Float]
  /// The track that is seen at each pixel, 0 where it is neither a car nor a pedestrian.
  public internal(set) var tracks: [UInt16]
  /// What each track that is in view would look like if nothing hid it.
  var outlines: [UInt16: Outline] = [:]

  /// A track's picture before others hide it.
  struct Outline {
    let classID: UInt32
    /// Pixels of the picture that it covers, hidden or not.
    var pixels: Int
    /// The share of its box that lies on the picture.
    let shareOnPicture: Double
  }

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    luminance = Array(repeating: 0, count: width * height)
    tracks = Array(repeating: 0, count: width * height)
  }
}
