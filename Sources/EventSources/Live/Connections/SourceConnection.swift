import EventFormats
import Events

/// What a connection has received at once.
struct ReceivedPiece: Equatable {
  /// How many bytes of the buffer were filled.
  var byteCount: Int
  /// Whether nothing more waits to be received.
  var isDrained = false
  /// Whether the bytes are one whole message.
  var isMessage = false
  /// Packets that are missing before these bytes.
  var lostPackets: UInt64 = 0
  /// Whether these bytes begin another stream.
  var beginsStream = false
  /// The format that the sender has named.
  var format: EventFormat?
  /// The order of the halves of EVT2.1 words that the sender has named.
  var wordOrder: EVT21WordOrder?
  /// The sensor's size that the sender has named.
  var geometry: SensorGeometry?
}

/// What receiving has led to.
enum Reception: Equatable {
  /// Bytes.
  case piece(ReceivedPiece)
  /// Nothing is there now.
  case nothing
  /// The connection has ended.
  case ended(ConnectionFailure)
}

/// What waiting has led to.
enum Waiting: Equatable {
  /// There is something to receive, or the connection has ended.
  case ready
  /// The deadline has come.
  case timedOut
  /// Somebody wants the source to stop.
  case woken
}

/// One connection of a live source; used by one thread.
protocol SourceConnection: AnyObject {
  /// Takes what is there without waiting, into a buffer of at least 64 KiB.
  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception

  /// Waits until there is something, until `event` is readable, or until the monotonic clock reaches the deadline.
  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting

  /// Adds what only the connection can count.
  func report(to health: inout SourceHealth)
}

extension SourceConnection {
  func report(to health: inout SourceHealth) {}
}

/// What makes the connections of a live source; used by one thread.
protocol SourceTransport: AnyObject {
  /// What an attempt is doing, for the health.
  var attempt: String { get }
  /// Whether a connection that has ended in good order is the source's end.
  var endsWithItsConnection: Bool { get }
  /// Whether a connection survives silence: there is nothing to connect to anew.
  var survivesSilence: Bool { get }
  /// Whether others connect: then nothing need be waited for after a connection has ended.
  var isListening: Bool { get }

  /// The most bytes that must be received at once.
  var largestPieceByteCount: Int { get }

  /// Does what comes before waiting for a connection, so that it can be reported.
  func prepare() throws(ConnectionFailure)

  /// Makes a connection; waits for it until somebody wants the source to stop, and gives nil then.
  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)?

  /// Adds what only the transport can count.
  func report(to health: inout SourceHealth)
}

extension SourceTransport {
  var endsWithItsConnection: Bool { false }
  var survivesSilence: Bool { false }
  var isListening: Bool { false }
  var largestPieceByteCount: Int { 1 << 16 }
  func prepare() throws(ConnectionFailure) {}
  func report(to health: inout SourceHealth) {}
}
