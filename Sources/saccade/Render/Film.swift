import Pictures

/// A film that is written picture by picture.
protocol Film: AnyObject {
  /// Adds a picture.
  func add(_ canvas: Canvas) throws(CommandFailure)
  /// Ends the film and gives the file its name.
  func finish() throws(CommandFailure)
}
