/// When the detections of a recording's windows are of, and when they would have been published.
public struct DetectionTimeline: Equatable, Sendable {
  /// One window.
  public struct Window: Equatable, Sendable {
    /// Its end, in microseconds of sensor time.
    public var endMicroseconds: Int64
    /// When its detections were there, in nanoseconds on the sensor's clock.
    public var publishedNanoseconds: Int64

    /// Creates a window's times.
    public init(endMicroseconds: Int64, publishedNanoseconds: Int64) {
      self.endMicroseconds = endMicroseconds
      self.publishedNanoseconds = publishedNanoseconds
    }
  }

  /// The windows in the order in which they were published.
  public private(set) var windows: [Window] = []

  /// Creates an empty timeline.
  public init() {}

  /// Adds the next window.
  public mutating func append(_ window: Window) { windows.append(window) }

  /// The window that ends nearest to a moment, of two equally near ones the earlier; nil where none is within the tolerance.
  ///
  /// The vendor's toolbox pools all detections within the tolerance, which counts an object twice where windows follow each other
  /// faster than that; with one window within the tolerance both are the same.
  public func nearest(to time: Int64, toleranceMicroseconds: Int64, after skipMicroseconds: Int64 = .min) -> Int? {
    var best: (index: Int, distance: UInt64)?
    for (index, window) in windows.enumerated() where window.endMicroseconds > skipMicroseconds {
      let distance = window.endMicroseconds.distance(from: time)
      guard distance <= UInt64(max(toleranceMicroseconds, 0)), distance < best?.distance ?? .max else { continue }
      best = (index, distance)
    }
    return best?.index
  }

  /// The window published last before a moment or at it; nil before the first.
  public func newest(publishedBy time: Int64) -> Int? {
    let (nanoseconds, overflow) = time.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return nil }
    return windows.lastIndex { $0.publishedNanoseconds <= nanoseconds }
  }
}

extension Int64 {
  fileprivate func distance(from other: Int64) -> UInt64 {
    self >= other ? UInt64(bitPattern: self &- other) : UInt64(bitPattern: other &- self)
  }
}
