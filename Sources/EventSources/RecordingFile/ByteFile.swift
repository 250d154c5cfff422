import EventFormats
import Glibc

/// An open file, or standard input, and the bytes read from it that are still to be used.
///
/// Reading goes ahead into one buffer. Copying out of the page cache costs less than mapping pages into
/// the process does, and a file that shrinks meanwhile ends early rather than ending the process.
struct ByteFile: ~Copyable, @unchecked Sendable {
  // Sendable although it holds a pointer: the buffer and the descriptor belong to one value, which cannot be copied.

  /// How much is usually read at once: less costs more calls, more leaves the processor's caches.
  static let usualReadByteCount = 1 << 20

  let path: String
  /// The file's length when it was opened; nil for what has none, such as a pipe.
  let byteCount: UInt64?
  /// The offset in the file of the first byte that has not been used.
  private(set) var position: UInt64 = 0
  /// Whether reading has met the end.
  private(set) var isAtEnd = false

  private let descriptor: Int32
  private let readByteCount: Int
  private let interruption: ReadInterruption?
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var filled = 0

  /// How long a pipe is waited for before looking at the interruption again.
  private static let interruptionPeriodMilliseconds: Int32 = 100

  /// Opens a file; `-` is standard input.
  init(path: String, readByteCount: Int, interruption: ReadInterruption? = nil) throws(EventSourceError) {
    let isStandardInput = path == "-"
    // Opening a pipe without a writer must wait, opening a folder is harmless, so that O_NONBLOCK is not needed.
    let descriptor = isStandardInput ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.openError(errno, path: path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = EventSourceError(.unreadable, "cannot be examined: \(systemMessage(errno))", path: path)
      if !isStandardInput { close(descriptor) }
      throw error
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      if !isStandardInput { close(descriptor) }
      throw EventSourceError(.notAFile, "is a folder; name a recording in it", path: path)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = kind == S_IFREG && !isStandardInput ? UInt64(max(status.st_size, 0)) : nil
    buffer = .allocate(byteCount: max(readByteCount, FormatDetection.byteLimit), alignment: 4096)
    self.readByteCount = max(readByteCount, 1)
    self.interruption = interruption
    if byteCount != nil { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
  }

  deinit {
    buffer.deallocate()
    if path != "-" { close(descriptor) }
  }

  /// Whether any place in it can be read.
  var isSeekable: Bool { byteCount != nil }

  /// The bytes read and not used yet.
  var available: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let span = RawSpan(_unsafeStart: UnsafeRawPointer(start + used), byteCount: filled - used)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// Marks the first `count` bytes of `available` as used.
  mutating func use(_ count: Int) {
    precondition((0...(filled - used)).contains(count))
    used += count
    position += UInt64(count)
  }

  /// Reads bytes behind those available; returns false where there are no more, or no room.
  mutating func readMore() throws(EventSourceError) -> Bool {
    if used > 0 {
      start.copyMemory(from: start + used, byteCount: filled - used)
      filled -= used
      used = 0
    }
    guard !isAtEnd, filled < buffer.count else { return false }
    let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<min(filled + readByteCount, buffer.count)])
    let count = try read(at: byteCount == nil ? nil : position + UInt64(filled), into: free)
    if count == 0 { isAtEnd = true }
    filled += count
    return count > 0
  }

  /// Goes on at another place in a seekable file.
  mutating func move(to position: UInt64) {
    self.position = position
    (used, filled, isAtEnd) = (0, 0, false)
  }

  /// Fills `target` with the bytes at an offset of a seekable file; gives fewer only at the end.
  func readAll(at offset: UInt64, into target: UnsafeMutableRawBufferPointer) throws(EventSourceError) -> Int {
    var done = 0
    while done < target.count {
      let count = try read(
        at: offset + UInt64(done), into: UnsafeMutableRawBufferPointer(rebasing: target[done...]))
      if count == 0 { break }
      done += count
    }
    return done
  }

  private var start: UnsafeMutableRawPointer {
    // A buffer of a size above zero has an address.
    buffer.baseAddress.unsafelyUnwrapped
  }

  private func read(at offset: UInt64?, into target: UnsafeMutableRawBufferPointer) throws(EventSourceError) -> Int {
    while true {
      let count =
        if let offset {
          pread(descriptor, target.baseAddress, target.count, off_t(clamping: offset))
        } else if wasInterrupted() {
          0
        } else {
          Glibc.read(descriptor, target.baseAddress, target.count)
        }
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw EventSourceError(
          .unreadable, "cannot be read: \(systemMessage(errno))", path: path,
          offset: offset ?? position + UInt64(filled))
      }
    }
  }

  /// Waits until a read would not block; true where somebody has asked to give up instead.
  private func wasInterrupted() -> Bool {
    guard let interruption else { return false }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while !interruption.wasRaised {
      let count = poll(&waiting, 1, Self.interruptionPeriodMilliseconds)
      // What else can be wrong with the descriptor, reading it tells.
      if count > 0 || count < 0 && errno != EINTR { return false }
    }
    return true
  }

  private static func openError(_ number: Int32, path: String) -> EventSourceError {
    switch number {
    case ENOENT, ENOTDIR:
      EventSourceError(.missing, "does not exist; check the path", path: path)
    case EACCES, EPERM:
      EventSourceError(.unreadable, "may not be read by this user; change its permissions or the user", path: path)
    default:
      EventSourceError(.unreadable, "cannot be opened: \(systemMessage(number))", path: path)
    }
  }
}

/// What the system calls an error number.
private func systemMessage(_ number: Int32) -> String { String(cString: strerror(number)) }
