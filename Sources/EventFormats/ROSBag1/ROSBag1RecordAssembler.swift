/// Puts records together from bytes that arrive in pieces; the data of those that nobody needs are passed over.
struct ROSBag1RecordAssembler: Sendable {
  /// What has been found.
  enum Step {
    /// Nothing complete: more bytes are needed.
    case needsMore
    /// A record's header; say with `keepData`, `skipData` or `leaveData` what becomes of its data.
    case header(ROSBag1Header, dataLength: UInt32)
    /// The data of the record whose header came before, which are `content`.
    case data
    /// A header that is none: nothing behind it can be found.
    case damaged
  }

  /// The bytes collected last.
  var content: [UInt8] = []

  private enum State: Sendable {
    case headerLength
    case header(length: Int)
    case dataLength(ROSBag1Header)
    case decision(length: UInt32)
    case data(length: Int)
    case skip(left: UInt64)
  }

  private var state = State.headerLength
  private var hasGivenData = false

  /// Whether bytes of an incomplete record have been taken.
  var isInsideRecord: Bool {
    if case .headerLength = state { return !content.isEmpty && !hasGivenData }
    return true
  }

  /// Forgets an incomplete record.
  mutating func reset() {
    state = .headerLength
    hasGivenData = false
    content.removeAll(keepingCapacity: true)
  }

  /// Collects the data of the record whose header was given.
  mutating func keepData() {
    if case .decision(let length) = state { state = .data(length: Int(length)) }
  }

  /// Passes over the data of the record whose header was given.
  mutating func skipData() {
    if case .decision(let length) = state { skip(UInt64(length)) }
  }

  /// Has the next record begin where the data of this one do: the caller takes them itself.
  mutating func leaveData() { reset() }

  /// Passes over bytes before the next record.
  mutating func skip(_ count: UInt64) {
    reset()
    state = .skip(left: count)
  }

  /// Takes bytes up to the next step and returns how many.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> (consumed: Int, step: Step) {
    if hasGivenData { reset() }
    var consumed = 0
    while true {
      switch state {
      case .headerLength:
        consumed += collect(4, from: bytes, consumed)
        guard content.count == 4 else { return (consumed, .needsMore) }
        let length = takeNumber()
        guard length <= UInt32(ROSBag1.maximumHeader) else { return (consumed, .damaged) }
        state = .header(length: Int(length))
      case .header(let length):
        consumed += collect(length, from: bytes, consumed)
        guard content.count == length else { return (consumed, .needsMore) }
        guard let header = ROSBag1Header(content) else { return (consumed, .damaged) }
        content.removeAll(keepingCapacity: true)
        state = .dataLength(header)
      case .dataLength(let header):
        consumed += collect(4, from: bytes, consumed)
        guard content.count == 4 else { return (consumed, .needsMore) }
        let length = takeNumber()
        state = .decision(length: length)
        return (consumed, .header(header, dataLength: length))
      case .decision:
        skipData()
      case .data(let length):
        consumed += collect(length, from: bytes, consumed)
        guard content.count == length else { return (consumed, .needsMore) }
        state = .headerLength
        hasGivenData = true
        return (consumed, .data)
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

  /// The number whose four bytes have been collected.
  private mutating func takeNumber() -> UInt32 {
    defer { content.removeAll(keepingCapacity: true) }
    return content.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Appends bytes to the content until it has `size` of them, and returns how many.
  private mutating func collect(_ size: Int, from bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    let count = max(0, min(size - content.count, bytes.count - start))
    content.append(contentsOf: bytes[start..<(start + count)])
    return count
  }
}
