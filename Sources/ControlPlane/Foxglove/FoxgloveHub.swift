import EventSources
import Events
import Messages
import Pipeline
import Synchronization

/// What all clients of Foxglove's protocol have in common: pictures that are made once for all of them, and counts.
final class FoxgloveHub: Sendable {
  /// The subprotocols, the preferred one first; what is used here is the same in both.
  static let protocolNames = ["foxglove.sdk.v1", "foxglove.websocket.v1"]
  /// Making pictures may take up one part in so many of the time of the thread that also answers requests.
  private static let share: Int64 = 4

  private struct State {
    var pictures: [String: FoxglovePicture] = [:]
    /// When the next picture of a camera may be made, on the monotonic clock.
    var earliestNanoseconds: [String: Int64] = [:]
    var clients = 0
    var droppedMessages: UInt64 = 0
  }

  private let state = Mutex(State())
  /// Different for every start of the service.
  let sessionID = "\(UInt64.random(in: 1...UInt64.max))"

  /// Clients at this moment, and messages that newer ones have replaced since one was too slow.
  var counts: (clients: Int, droppedMessages: UInt64) { state.withLock { ($0.clients, $0.droppedMessages) } }

  /// A client has come.
  func addClient() { state.withLock { $0.clients += 1 } }

  /// A client has gone; with the last one go the pictures.
  func removeClient() {
    state.withLock { state in
      state.clients -= 1
      guard state.clients == 0 else { return }
      state.pictures.removeAll()
      state.earliestNanoseconds.removeAll()
    }
  }

  /// Counts messages that were dropped.
  func count(droppedMessages: UInt64) { state.withLock { $0.droppedMessages += droppedMessages } }

  /// The picture of a window, or an earlier one of the same camera where it is too soon for another; nil for neither.
  ///
  /// - Parameter needsImage: whether the event image is wanted, and not only the boxes.
  func picture(of window: ViewedWindow, camera: String, needsImage: Bool) -> FoxglovePicture? {
    state.withLock { state in
      let frame = window.frame
      let identity = FoxglovePicture.Identity(session: frame.session, sequence: frame.sequence)
      let kept = state.pictures[camera].flatMap { !needsImage || $0.image != nil ? $0 : nil }
      let start = HostClock.monotonicNanoseconds()
      guard kept?.identity != identity, start >= state.earliestNanoseconds[camera] ?? 0 else { return kept }
      var picture = FoxglovePicture(
        identity: identity, timeNanoseconds: frame.hostTimeNanoseconds,
        annotations: frame.foxgloveAnnotations(classes: window.classes))
      if needsImage {
        guard let png = try? window.image.png(sensor: frame.geometry) else { return kept }
        picture.image =
          FoxgloveImage(png: png, hostTimeNanoseconds: frame.hostTimeNanoseconds, frameID: camera).protobuf()
      }
      state.pictures[camera] = picture
      let end = HostClock.monotonicNanoseconds()
      state.earliestNanoseconds[camera] = end + (end - start) * Self.share * Int64(state.pictures.count)
      return picture
    }
  }
}
