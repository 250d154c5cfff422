/// The network input of one timestep, in storage that is allocated once and circulates.
///
/// An element's value is its code divided by the encoding's `codeDivisor`.
///
/// `@unchecked Sendable`: a tensor belongs to one thread at a time. The slicer's thread fills it and puts it into a ring, the
/// inference thread takes it, reads it and gives it back; the ring's lock orders their accesses. Nobody keeps a reference
/// beyond that hand-over.
public final class TimestepTensor: @unchecked Sendable {
  /// [channels, height, width].
  public let shape: TensorShape
  /// Which slice of time the codes show.
  public var timestep = Timestep()
  /// When the timestep ended on the host's real-time clock, in nanoseconds since 1970; for whoever hands it over to note.
  public var endHostTimeNanoseconds: Int64 = 0
  /// When it was to be handed over, on the same clock: the same, but for recordings that say when they were recorded.
  public var dueHostTimeNanoseconds: Int64 = 0

  private let storage: UnsafeMutablePointer<UInt8>

  /// Creates a tensor of zeros.
  public init(shape: TensorShape) {
    self.shape = shape
    // Aligned to a cache line, so that kernels may load whole vectors.
    let raw = UnsafeMutableRawPointer.allocate(byteCount: shape.elementCount, alignment: 64)
    storage = raw.initializeMemory(as: UInt8.self, repeating: 0, count: shape.elementCount)
  }

  deinit { UnsafeMutableRawPointer(storage).deallocate() }

  /// The codes, [channels, height, width] row-major.
  public var codes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let span = Span(_unsafeStart: storage, count: shape.elementCount)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// Gives `body` the codes to write, [channels, height, width] row-major.
  public func withUnsafeMutableCodes<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableBufferPointer(start: storage, count: shape.elementCount))
  }
}
