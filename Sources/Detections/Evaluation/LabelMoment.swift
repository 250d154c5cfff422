/// A moment at which it is known what is there.
public struct LabelMoment: Equatable, Sendable {
  /// Sensor time in microseconds.
  public var time: Int64
  /// The boxes that are there to be found.
  public var truths: [TrueBox]

  /// Creates a moment.
  public init(time: Int64, truths: [TrueBox]) {
    self.time = time
    self.truths = truths
  }
}
