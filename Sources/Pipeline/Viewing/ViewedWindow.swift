public import Messages

/// A window of a camera as people look at it: what was detected, and the event image of the timestep that ends it.
public struct ViewedWindow: Sendable {
  /// The event image.
  public var image: ViewedImage
  /// What was detected.
  public var frame: DetectionFrame
  /// The names of the classes.
  public var classes: [String]
}
