import CSystemCalls
import Glibc

/// Opens a V4L2 event sensor.
final class VideoTransport: SourceTransport {
  private let path: String

  init(path: String) { self.path = path }

  var attempt: String { "opening \(path)" }
  var largestPieceByteCount: Int { VideoConnection.largestPieceByteCount }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? { try VideoConnection(path: path) }
}
