/// The head outputs of the last T timesteps and their mean, which is the raw output of a window.
///
/// The mean is always taken anew from the oldest to the newest, so that it depends on these T outputs alone: a window
/// that ends at a timestep has the same mean whether windows are published every timestep or every T.
public struct WindowAccumulator: ~Copyable {
  /// The number of timesteps in a window, T.
  public let timestepsPerWindow: Int
  /// The number of values of one head output.
  public let elementCount: Int
  /// The number of outputs held, 0...T.
  public private(set) var count = 0

  private var oldest = 0
  private let storage: UnsafeMutablePointer<Float>

  /// Creates an accumulator for windows of `timestepsPerWindow` (at least 1) outputs of `elementCount` values.
  public init(timestepsPerWindow: Int, elementCount: Int) {
    precondition(timestepsPerWindow >= 1 && elementCount >= 0)
    self.timestepsPerWindow = timestepsPerWindow
    self.elementCount = elementCount
    storage = .allocate(capacity: timestepsPerWindow * elementCount)
    storage.initialize(repeating: 0, count: timestepsPerWindow * elementCount)
  }

  deinit { storage.deallocate() }

  /// Whether T outputs are held.
  public var isFull: Bool { count == timestepsPerWindow }

  /// Adds the output of a timestep; the oldest gives way where T are held.
  public mutating func append(_ output: Span<Float>) {
    precondition(output.count == elementCount)
    let slot = (oldest + count) % timestepsPerWindow
    if isFull { oldest = (oldest + 1) % timestepsPerWindow } else { count += 1 }
    let target = storage + slot * elementCount
    output.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { target.update(from: start, count: source.count) }
    }
  }

  /// Forgets all outputs, as at the start of a stream or after a gap.
  public mutating func removeAll() {
    (count, oldest) = (0, 0)
  }

  /// Writes the mean of the outputs held, element by element; at least one must be held.
  public func mean(into result: inout MutableSpan<Float>) {
    precondition(count >= 1 && result.count == elementCount)
    let divisor = Float(count)
    result.withUnsafeMutableBufferPointer { result in
      guard let target = result.baseAddress else { return }
      target.update(from: storage + oldest * elementCount, count: elementCount)
      for step in 1..<max(count, 1) {
        let source = storage + (oldest + step) % timestepsPerWindow * elementCount
        for index in 0..<elementCount { target[index] += source[index] }
      }
      for index in 0..<elementCount { target[index] /= divisor }
    }
  }
}
