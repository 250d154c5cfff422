/// What the user knows of a numpy array of events.
public struct NumpyOptions: Equatable, Sendable {
  /// What the columns of rows hold, each of the four values once.
  ///
  /// Where nil, t, x, y and p. Fields of records are found by name.
  public var columns: [EventColumn]?
  /// The unit of the times; where nil, microseconds for integers, seconds for floating-point numbers, or what the type
  /// states.
  public var timeUnit: TimeUnit?

  /// Creates options.
  public init(columns: [EventColumn]? = nil, timeUnit: TimeUnit? = nil) {
    self.columns = columns
    self.timeUnit = timeUnit
  }
}
