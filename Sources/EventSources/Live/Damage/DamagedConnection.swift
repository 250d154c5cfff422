/// A connection whose bytes are damaged on the way.
final class DamagedConnection: SourceConnection {
  private let connection: any SourceConnection
  private var damage: ByteDamage
  private var bytes: [UInt8] = []
  private var stalledUntil: Int64 = 0
  private var isClosing = false
  /// A packet that is to be given again.
  private var again: (piece: ReceivedPiece, bytes: [UInt8])?

  init(_ connection: any SourceConnection, _ damage: ByteDamage) {
    self.connection = connection
    self.damage = damage
  }

  /// The damage so far, to go on with in the next connection.
  var state: ByteDamage { damage }

  func report(to health: inout SourceHealth) {
    connection.report(to: &health)
    health.damages.merge(damage.counts) { $1 }
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    guard HostClock.monotonicNanoseconds() >= stalledUntil else {
      let end = min(deadline, stalledUntil)
      let waiting = SilentDescriptor.wait(untilNanoseconds: end, event: event)
      return waiting == .timedOut && end < deadline ? .ready : waiting
    }
    if isClosing || again != nil { return .ready }
    return connection.wait(untilNanoseconds: deadline, event: event)
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    guard HostClock.monotonicNanoseconds() >= stalledUntil else { return .nothing }
    if let (piece, content) = again {
      again = nil
      content.withUnsafeBytes { buffer.copyMemory(from: $0) }
      return .piece(piece)
    }
    guard !isClosing else { return .ended(ConnectionFailure(.closed, "closed by the rules of the address")) }
    // Half of the buffer, so that there is room for what comes twice.
    let half = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(buffer.count / 2)])
    let reception = connection.receive(into: half)
    guard case .piece(var piece) = reception else { return reception }
    let content = UnsafeMutableRawBufferPointer(rebasing: half[..<piece.byteCount])
    let effects: DamageEffects
    if piece.isMessage {
      let (copies, found) = damage.passPacket(content)
      effects = found
      if copies > 1 { again = (piece, [UInt8](content)) }
      if copies == 0 { piece.byteCount = 0 }
    } else {
      bytes.removeAll(keepingCapacity: true)
      effects = damage.pass(UnsafeRawBufferPointer(content), to: &bytes)
      piece.byteCount = min(bytes.count, buffer.count)
      bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<piece.byteCount])) }
    }
    isClosing = effects.closes
    if effects.stallNanoseconds > 0 { stalledUntil = HostClock.monotonicNanoseconds() + effects.stallNanoseconds }
    return piece.byteCount > 0 ? .piece(piece) : .nothing
  }
}
