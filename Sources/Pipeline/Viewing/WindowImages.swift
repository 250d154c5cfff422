import Timesteps

/// Keeps the image of the timestep that ends the window at hand, where somebody looks or images are recorded.
struct WindowImages {
  private let encoding: TensorEncoding
  private let view: LiveView?
  private let includesAll: Bool
  private var lastNanoseconds: Int64 = 0
  private var newest: ViewedImage?
  /// The segment of `newest`: the sensor's time may begin again with another one.
  private var segment: UInt64 = 0

  /// Creates an empty one.
  ///
  /// - Parameters:
  ///   - view: where is looked; nil for nowhere.
  ///   - includesAll: whether every window has an image, and not only those that are looked at.
  init(encoding: TensorEncoding, view: LiveView?, includesAll: Bool) {
    self.encoding = encoding
    self.view = view
    self.includesAll = includesAll
  }

  /// Takes a timestep that is about to be computed.
  ///
  /// - Parameter drawn: its image, where it was drawn already.
  mutating func add(_ tensor: TimestepTensor, drawn: ViewedImage? = nil, atMonotonicNanoseconds now: Int64) {
    guard
      includesAll || view?.isWatched == true && now - lastNanoseconds >= LiveView.periodNanoseconds
    else { return }
    // Whether a timestep ends a window shows only afterwards, and the network may take up the newest one first.
    let timestep = tensor.timestep
    if let newest, segment == timestep.segment, newest.sensorTimeMicroseconds > timestep.endMicroseconds { return }
    newest = drawn ?? ViewedImage(tensor, encoding: encoding)
    newest?.number = 0
    segment = timestep.segment
  }

  /// Takes the image of a window out; nil where it has none.
  mutating func take(windowEndMicroseconds end: Int64, atMonotonicNanoseconds now: Int64) -> ViewedImage? {
    defer { newest = nil }
    guard let newest, newest.sensorTimeMicroseconds == end else { return nil }
    lastNanoseconds = now
    return newest
  }
}
