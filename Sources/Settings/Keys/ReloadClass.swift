/// What changing a setting of a running service takes.
public enum ReloadClass: String, Sendable, CaseIterable, Comparable {
  /// It is taken up without disturbing anything.
  case live
  /// The pipeline of the camera begins anew; other cameras go on.
  case pipeline
  /// The service has to be started again; a reload that changes it is refused.
  case restart

  private var weight: Int {
    switch self {
    case .live: 0
    case .pipeline: 1
    case .restart: 2
    }
  }

  /// By how much it disturbs.
  public static func < (left: ReloadClass, right: ReloadClass) -> Bool { left.weight < right.weight }
}
