/// The version of this program.
public enum SaccadeVersion {
  /// In the form of semantic versioning.
  public static let current = "0.1.0"
}
