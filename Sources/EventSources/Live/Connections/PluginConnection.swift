import CSaccadeSource
import EventFormats
import Events

/// A source that a plug-in has opened.
final class PluginConnection: SourceConnection {
  /// The plug-in is asked again after this time whether somebody wants it to stop.
  private static let sliceMilliseconds: Int32 = 50
  private static let bufferByteCount = 1 << 18

  private let interface: UnsafePointer<saccade_source_interface>
  private let source: UnsafeMutableRawPointer
  private let isEvents: Bool
  private let format: EventFormat?
  private let geometry: SensorGeometry?
  private let memory: UnsafeMutableRawBufferPointer
  /// What reading has given and nobody has taken yet.
  private var pending: Int64 = 0
  private var lost: UInt64 = 0

  init(
    _ interface: UnsafePointer<saccade_source_interface>, library: String, configuration: String
  ) throws(ConnectionFailure) {
    var info = saccade_source_info()
    guard let source = interface.pointee.open(configuration, &info) else {
      throw ConnectionFailure(
        .failed, "the plug-in \(library) says: \(Self.words(interface.pointee.last_error(nil)))")
    }
    let name = withUnsafeBytes(of: info.format) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    isEvents = info.content == SACCADE_SOURCE_EVENTS.rawValue
    format = isEvents ? .events : EventFormat(rawValue: name)
    guard isEvents || info.content == SACCADE_SOURCE_BYTES.rawValue, isEvents || name.isEmpty || format != nil else {
      interface.pointee.close(source)
      throw ConnectionFailure(.failed, "the plug-in \(library) gives '\(name)', which is no format that is known")
    }
    geometry =
      (1...65535).contains(info.width) && (1...65535).contains(info.height)
      ? SensorGeometry(width: Int(info.width), height: Int(info.height)) : nil
    self.interface = interface
    self.source = source
    memory = .allocate(byteCount: Self.bufferByteCount, alignment: 4096)
  }

  deinit {
    interface.pointee.close(source)
    memory.deallocate()
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    if pending == 0 { read(timeoutMilliseconds: 0) }
    let result = pending
    pending = 0
    guard result > 0 else {
      switch Int32(truncatingIfNeeded: result) {
      case SACCADE_SOURCE_NOTHING.rawValue: return .nothing
      case SACCADE_SOURCE_ENDED.rawValue: return .ended(ConnectionFailure(.closed, "the plug-in's source has ended"))
      default:
        return .ended(
          ConnectionFailure(.broken, "the plug-in says: \(Self.words(interface.pointee.last_error(source)))"))
      }
    }
    let count = Int(min(result, Int64(memory.count)))
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    var piece = ReceivedPiece(byteCount: count, format: format, geometry: geometry)
    if let losses = interface.pointee.lost?(source) {
      piece.lostPackets = losses &- min(lost, losses)
      lost = losses
    }
    return .piece(piece)
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    while pending == 0 {
      let rest = deadline - HostClock.monotonicNanoseconds()
      guard rest > 0 else { return .timedOut }
      if SilentDescriptor.wait(untilNanoseconds: 0, event: event) == .woken { return .woken }
      read(timeoutMilliseconds: Int32(min(rest / 1_000_000 + 1, Int64(Self.sliceMilliseconds))))
    }
    return .ready
  }

  private static func words(_ text: UnsafePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? "(nothing)"
  }

  private func read(timeoutMilliseconds: Int32) {
    pending = interface.pointee.read(source, memory.baseAddress, memory.count, timeoutMilliseconds)
  }
}
