extension [String] {
  /// The name of a class in these names of a model's classes; its number where it has none.
  public func name(ofClass classID: UInt32) -> String {
    Int(classID) < count ? self[Int(classID)] : "\(classID)"
  }
}
