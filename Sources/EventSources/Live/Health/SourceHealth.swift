/// How a live source is doing.
public struct SourceHealth: Equatable, Sendable {
  /// What it is doing.
  public enum State: String, Sendable, CaseIterable {
    /// It tries to connect, waits for a client, or is connected and waits for the first bytes.
    case connecting
    /// Data come.
    case streaming
    /// It is connected, and no data come.
    case stalled
    /// It waits before it tries to connect again.
    case waiting
    /// It has ended: stopped, or at the end of standard input.
    case ended
  }

  /// What it is doing.
  public var state = State.connecting
  /// Why it is not streaming, in words; empty where it is.
  public var reason = ""
  /// Since when the state holds, in nanoseconds since 1970.
  public var sinceNanoseconds: Int64 = 0
  /// Attempts to connect so far.
  public var attempts: UInt64 = 0
  /// Connections that were made so far.
  public var connections: UInt64 = 0
  /// Connections and attempts that have ended so far, by reason.
  public var disconnections: [DisconnectionReason: UInt64] = [:]
  /// Times that data have ceased to come for the stall timeout.
  public var stalls: UInt64 = 0
  /// Times that the sensor's clock has stepped against the host's.
  public var clockSteps: UInt64 = 0
  /// Bytes received.
  public var receivedBytes: UInt64 = 0
  /// Packets or buffers that are missing by their numbers.
  public var lostPackets: UInt64 = 0
  /// Datagrams that came after others that were sent later, and were dropped.
  public var reorderedPackets: UInt64 = 0
  /// Datagrams that the kernel has dropped because they were not read in time.
  public var kernelDrops: UInt64 = 0
  /// Datagrams that are larger than can be received, or whose header is not legal.
  public var badPackets: UInt64 = 0
  /// The receive buffer that the kernel has granted, in bytes; nil where there is none.
  public var receiveBufferBytes: Int?
  /// Where it listens, with the port that the system has chosen; nil where it does not.
  public var listeningAddress: String?
  /// What was damaged on purpose, by kind.
  public var damages: [String: UInt64] = [:]

  /// Creates the health of a source that has just been made.
  public init() {}
}
