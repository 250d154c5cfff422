/// Puts records together from bytes that arrive in pieces; the content of those that nobody needs is passed over.
struct MCAPRecordAssembler: Sendable {
  /// What has been found.
  enum Step: Equatable {
    /// Nothing complete: more bytes are needed.
    case needsMore
    /// The start of a message of a channel: call `keepMessage` or `skipMessage`.
    case message(channel: UInt16)
    /// A record, whose content is `content`.
    case record(opcode: UInt8)
    /// The start of a record that the caller takes apart itself: a chunk, or the end of the data.
    case start(opcode: UInt8, length: UInt64)
    /// A record that is longer than any that can be meant; it is passed over.
    case tooLong
  }

  /// The longest content that is kept, in bytes.
  static let maximumContent = 64 << 20

  /// The content of the record found last, or of the one being collected.
  var content: [UInt8] = []

  private enum State: Sendable {
    case header
    case channelOfMessage(length: UInt64)
    case content(opcode: UInt8, length: Int)
    case skip(left: UInt64)
  }

  private var state = State.header
  /// Whether `content` is that of a record that has been given.
  private var hasGivenRecord = false

  /// Whether bytes of an incomplete record have been taken.
  var isInsideRecord: Bool {
    if case .header = state { return !content.isEmpty && !hasGivenRecord }
    return true
  }

  /// Forgets an incomplete record.
  mutating func reset() {
    state = .header
    hasGivenRecord = false
    content.removeAll(keepingCapacity: true)
  }

  /// Passes over bytes before the next record.
  mutating func skip(_ count: UInt64) {
    reset()
    state = .skip(left: count)
  }

  /// Collects the message whose channel has been told.
  mutating func keepMessage() {
    if case .channelOfMessage(let length) = state {
      state = .content(opcode: MCAP.Opcode.message, length: Int(length))
    }
  }

  /// Passes over the message whose channel has been told.
  mutating func skipMessage() {
    if case .channelOfMessage(let length) = state { skip(length - 2) }
  }

  /// Takes bytes up to the next step and returns how many.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> (consumed: Int, step: Step) {
    if hasGivenRecord { reset() }
    var consumed = 0
    while true {
      switch state {
      case .header:
        consumed += collect(MCAP.recordHeaderSize, from: bytes, consumed)
        guard content.count == MCAP.recordHeaderSize else { return (consumed, .needsMore) }
        let step = beginRecord()
        if step != .needsMore { return (consumed, step) }
      case .channelOfMessage:
        consumed += collect(2, from: bytes, consumed)
        guard content.count == 2 else { return (consumed, .needsMore) }
        return (consumed, .message(channel: UInt16(content[0]) | UInt16(content[1]) << 8))
      case .content(let opcode, let length):
        consumed += collect(length, from: bytes, consumed)
        guard content.count == length else { return (consumed, .needsMore) }
        state = .header
        hasGivenRecord = true
        return (consumed, .record(opcode: opcode))
      case .skip(let left):
        let count = Int(min(left, UInt64(bytes.count - consumed)))
        consumed += count
        guard UInt64(count) == left else {
          state = .skip(left: left - UInt64(count))
          return (consumed, .needsMore)
        }
        reset()
      }
    }
  }

  /// Begins the record whose header has been collected.
  private mutating func beginRecord() -> Step {
    let opcode = content[0]
    let length = content[1...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    content.removeAll(keepingCapacity: true)
    switch opcode {
    case MCAP.Opcode.chunk, MCAP.Opcode.dataEnd, MCAP.Opcode.footer:
      reset()
      return .start(opcode: opcode, length: length)
    case MCAP.Opcode.header, MCAP.Opcode.schema, MCAP.Opcode.channel, MCAP.Opcode.message:
      guard length <= UInt64(Self.maximumContent) else {
        skip(length)
        return .tooLong
      }
      if opcode == MCAP.Opcode.message, length >= UInt64(MCAP.messagePrefixSize) {
        state = .channelOfMessage(length: length)
      } else {
        state = .content(opcode: opcode, length: Int(length))
      }
    default:
      skip(length)
    }
    return .needsMore
  }

  /// Appends bytes to the content until it has `size` of them, and returns how many.
  private mutating func collect(_ size: Int, from bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    let count = min(size - content.count, bytes.count - start)
    if count > 0 { content.append(contentsOf: bytes[start..<(start + count)]) }
    return max(count, 0)
  }
}
