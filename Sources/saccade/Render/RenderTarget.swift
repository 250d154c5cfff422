/// What a picture file's extension says of it.
enum RenderTarget: String, CaseIterable {
  /// One picture, or several on a sheet.
  case png
  /// A film of few colours.
  case gif
  /// A film.
  case mp4

  /// The target of a path; nil where its extension is another.
  init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }

  /// The most pictures a second that the format can tell apart.
  var largestFramesPerSecond: Double { self == .gif ? 50 : 240 }

  /// Pictures a second where the user does not say.
  var usualFramesPerSecond: Double { self == .gif ? 20 : 30 }
}
