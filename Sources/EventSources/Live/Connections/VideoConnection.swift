import CSystemCalls
import EventFormats
import Events
import Glibc

/// A V4L2 device that streams EVT2, EVT2.1 or EVT3 words in memory-mapped buffers, as Prophesee's kernel drivers do.
///
/// The format is the one that was set on the device (`media-ctl`, `v4l2-ctl`); biases and the like are set by other means.
final class VideoConnection: SourceConnection {
  /// More of a buffer is given in pieces.
  static let largestPieceByteCount = 1 << 20
  private static let wantedBuffers: UInt32 = 32

  private let descriptor: Int32
  private let format: VideoFormat
  private let geometry: SensorGeometry?
  private var buffers: [UnsafeMutableRawBufferPointer] = []
  private var follower = VideoBufferFollower()
  private var damaged: UInt64 = 0
  /// The buffer that is being given, and what of it is left.
  private var current: (index: UInt32, rest: Range<Int>)?

  init(path: String) throws(ConnectionFailure) {
    var device = saccade_video_device()
    let status = saccade_video_open(path, &device)
    guard status == 0 else { throw ConnectionFailure(video: status, "open", path) }
    descriptor = device.descriptor
    let card = withUnsafeBytes(of: device.card) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    guard device.captures != 0, device.streams != 0 else {
      close(device.descriptor)
      throw ConnectionFailure(.failed, "\(path) (\(card)) does not stream; give the sensor's video device")
    }
    guard let format = VideoFormat(pixelFormat: device.pixel_format) else {
      close(device.descriptor)
      throw ConnectionFailure(
        .badData,
        "\(path) (\(card)) gives '\(VideoFormat.characters(of: device.pixel_format))', which are no events; set one of "
          + "PSEE (EVT2), PSE1 and PSE2 (EVT2.1) or PSE3 (EVT3) with v4l2-ctl --set-fmt-video")
    }
    self.format = format
    geometry = SensorGeometry(parsing: "\(device.width)x\(device.height)")
    do throws(ConnectionFailure) { try start(path) } catch {
      stop()
      throw error
    }
  }

  deinit { if !isStopped { stop() } }

  private var isStopped = false

  private func start(_ path: String) throws(ConnectionFailure) {
    var count = Self.wantedBuffers
    var status = saccade_video_request(descriptor, &count)
    guard status == 0, count > 0 else { throw ConnectionFailure(video: status, "get buffers from", path) }
    for index in 0..<count {
      var (memory, size): (UnsafeMutableRawPointer?, Int) = (nil, 0)
      status = saccade_video_map(descriptor, index, &memory, &size)
      guard status == 0 else { throw ConnectionFailure(video: status, "map the buffers of", path) }
      buffers.append(UnsafeMutableRawBufferPointer(start: memory, count: size))
      status = saccade_video_queue(descriptor, index)
      guard status == 0 else { throw ConnectionFailure(video: status, "queue buffers to", path) }
    }
    status = saccade_video_stream(descriptor, 1)
    guard status == 0 else { throw ConnectionFailure(video: status, "start", path) }
  }

  private func stop() {
    isStopped = true
    _ = saccade_video_stream(descriptor, 0)
    for buffer in buffers { saccade_video_unmap(buffer.baseAddress, buffer.count) }
    close(descriptor)
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    var piece = ReceivedPiece(
      byteCount: 0, format: format.format, wordOrder: format.wordOrder, geometry: geometry)
    while current == nil {
      var filled = saccade_video_buffer()
      let status = saccade_video_dequeue(descriptor, &filled)
      if status == EAGAIN { return .nothing }
      guard status == 0, Int(filled.index) < buffers.count else {
        return .ended(
          ConnectionFailure(.broken, "the device gives no more: \(String(cString: strerror(status)))"))
      }
      let content = follower.follow(
        sequence: filled.sequence, used: filled.used, isDamaged: filled.is_damaged != 0,
        size: buffers[Int(filled.index)].count)
      if filled.is_damaged != 0 { damaged += 1 }
      piece.lostPackets += content.lost
      current = (filled.index, 0..<content.byteCount)
      if content.byteCount == 0 { giveBack() }
    }
    guard let (index, rest) = current else { return .nothing }
    let count = min(rest.count, buffer.count)
    buffer.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: buffers[Int(index)][rest.lowerBound..<rest.lowerBound + count]))
    piece.byteCount = count
    current = (index, (rest.lowerBound + count)..<rest.upperBound)
    if count == rest.count { giveBack() }
    return .piece(piece)
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    current != nil ? .ready : Waiting(saccade_wait(descriptor, SACCADE_READABLE, event, deadline))
  }

  func report(to health: inout SourceHealth) { health.badPackets = damaged }

  private func giveBack() {
    guard let (index, _) = current else { return }
    // A device that takes no buffers back gives none either, which dequeueing tells.
    _ = saccade_video_queue(descriptor, index)
    current = nil
  }
}

extension ConnectionFailure {
  /// What an error number of the functions in `saccade_video.h` means.
  init(video status: Int32, _ action: String, _ path: String) {
    let words = "cannot \(action) \(path): \(String(cString: strerror(status)))"
    switch status {
    case ENOENT, ENXIO, ENODEV: self.init(.refused, words + "; is the sensor connected and its driver loaded?")
    case EACCES, EPERM: self.init(.failed, words + "; add the user to the group video")
    case EBUSY: self.init(.failed, words + "; another program uses it")
    case ENOTTY: self.init(.failed, words + "; it is no video device")
    default: self.init(.failed, words)
    }
  }
}
