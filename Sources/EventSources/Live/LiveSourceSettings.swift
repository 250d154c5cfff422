public import EventFormats
public import Events

/// What a source is told: where it is, and how to treat it.
public struct LiveSourceSettings: Sendable {
  /// Where the events come from.
  public var address: SourceAddress
  /// The format, where the stream does not say it: always for words without a header; else nil.
  public var format: EventFormat?
  /// What is known better than by the stream.
  public var decoding = DecodingOptions()
  /// How long data may fail to come before the source counts as stalled, in nanoseconds.
  public var stallTimeoutNanoseconds: Int64 = 5_000_000_000
  /// How long to wait before connecting again.
  public var backoff = Backoff()
  /// Makes the waits repeatable; nil for the system's random numbers.
  public var seed: UInt64?
  /// How much later than the fastest an event may arrive before time passes without it, in microseconds; nil where only later
  /// events close a timestep.
  public var latencyBoundMicroseconds: Int64? = 100_000
  /// The receive buffer asked of the kernel for datagrams, in bytes.
  public var datagramBufferByteCount = 8 << 20
  /// The bytes of a stream read at once at most, at least 64 KiB.
  public var readByteCount = 1 << 18

  /// Creates settings.
  public init(address: SourceAddress, format: EventFormat? = nil) {
    self.address = address
    self.format = format
  }

  /// The sensor's size; replaces what the stream says.
  public var geometry: SensorGeometry? {
    get { decoding.geometry }
    set { decoding.geometry = newValue }
  }
}
