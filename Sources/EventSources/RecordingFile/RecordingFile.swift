public import EventFormats
public import Events
import Glibc

/// A recording that is read from start to end, from a file or from standard input.
///
/// Memory is bounded whatever the file's length. It is used by one thread at a time, on which it reads and decodes.
public struct RecordingFile: EventSource, ~Copyable {
  /// What the file's header says.
  public private(set) var description: StreamDescription

  private let options: DecodingOptions
  private var file: ByteFile
  private var decoder: any EventDecoder
  /// Events that came along when the header was read.
  private var first: EventBatch
  private var filter = StartFilter()
  private var failure: EventSourceError?
  /// Whether the decoder knows that the file has ended.
  private var isDecoderEnded = false
  private var isFinished: Bool
  private var hasRead = false

  /// Opens a recording and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - format: its format; found from its content where nil.
  ///   - options: what is known better than by its header.
  /// - Throws: `missing`, `notAFile`, `unreadable`, or `badData` where the content is no recording that can be read.
  public init(
    path: String, format: EventFormat? = nil, options: DecodingOptions = DecodingOptions()
  ) throws(EventSourceError) {
    try self.init(path: path, format: format, options: options, readByteCount: ByteFile.usualReadByteCount)
  }

  /// Opens a recording that is read in pieces of a chosen size, until it ends or `interruption` is raised.
  package init(
    path: String, format: EventFormat? = nil, options: DecodingOptions = DecodingOptions(), readByteCount: Int,
    interruption: ReadInterruption? = nil
  ) throws(EventSourceError) {
    var file = try ByteFile(path: path, readByteCount: readByteCount, interruption: interruption)
    let found = if let format { format } else { try Self.detectFormat(&file) }
    var decoder = found.makeDecoder(options: options)
    var first = EventBatch(capacity: 64)
    try isFinished = Self.readHeader(&file, &decoder, into: &first)
    description = decoder.description ?? StreamDescription(format: found)
    self.file = file
    self.decoder = decoder
    self.first = first
    self.options = options
  }

  /// The path; `-` for standard input.
  public var path: String { file.path }

  /// The file's length in bytes; nil where it has none, as standard input.
  public var byteCount: UInt64? { file.byteCount }

  /// How many bytes of the file have been decoded.
  public var bytePosition: UInt64 { file.position }

  /// The sensor's size; nil where neither the file nor the options say.
  public var geometry: SensorGeometry? { description.geometry }

  /// What has been given and skipped since the start, or since the last seek.
  public var statistics: DecodingStatistics {
    var statistics = decoder.statistics
    statistics.events -= filter.droppedEvents + UInt64(first.count)
    statistics.triggers -= filter.droppedTriggers + UInt64(first.triggers.count)
    return statistics
  }

  /// Replaces the content of a batch with the next events and triggers; false at the end.
  ///
  /// - Throws: `unreadable` or `badData`, after all that was read before has been given.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    batch.removeAll()
    hasRead = true
    takeFirst(into: &batch)
    while true {
      if file.isSeekable || batch.isEmpty, !isFinished, failure == nil { fill(&batch) }
      filter.apply(to: &batch)
      if !batch.isEmpty || !batch.triggers.isEmpty { return true }
      if let failure { throw failure }
      if isFinished { return false }
    }
  }

  /// Goes to the first event of `time` or later, as if everything before had been decoded and dropped.
  ///
  /// DAT files are searched, others decoded from the start. Standard input can be sought in only before it is read.
  ///
  /// - Parameter time: sensor time in microseconds, in the file's own clock.
  /// - Throws: `unsupported` for standard input that has been read; `unreadable`.
  public mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    if let byteCount = file.byteCount {
      try restart(before: time, byteCount: byteCount)
    } else if hasRead {
      throw EventSourceError(
        .unsupported, "cannot be read a second time; seek before reading, or give a file", path: path)
    }
    filter = StartFilter(time: time)
  }

  private mutating func restart(before time: Int64, byteCount: UInt64) throws(EventSourceError) {
    if var searching = decoder as? any TimeSeekingDecoder {
      let offset = try searching.seek(toTime: time, streamByteCount: byteCount) {
        (offset, buffer) throws(EventSourceError) in
        try file.readAll(at: offset, into: buffer)
      }
      decoder = searching
      file.move(to: offset)
    } else {
      decoder = description.format.makeDecoder(options: options)
      file.move(to: 0)
    }
    first.removeAll()
    failure = nil
    isFinished = false
    isDecoderEnded = false
  }

  /// Decodes until the batch is full; what has no length, such as a pipe, until there is something to give.
  private mutating func fill(_ batch: inout EventBatch) {
    do throws(EventSourceError) {
      while !batch.isFull {
        file.use(try Self.decode(file.available, with: &decoder, into: &batch, path: file.path))
        // Triggers do not fill a batch, but must not gather without bound.
        if batch.isFull || batch.triggers.count >= batch.capacity { return }
        if !file.isSeekable, !batch.isEmpty || !batch.triggers.isEmpty { return }
        if try file.readMore() { continue }
        if !isDecoderEnded {
          guard try givePending(into: &batch) else { return }
          do { try decoder.finish(into: &batch) } catch { throw EventSourceError(error, path: path) }
          isDecoderEnded = true
        }
        isFinished = try givePending(into: &batch)
        return
      }
    } catch {
      failure = error
    }
  }

  /// Decodes what the decoder has kept inside; false where the batch is full before.
  private mutating func givePending(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    while decoder.hasPendingEvents {
      if batch.isFull { return false }
      _ = try Self.decode(RawSpan(), with: &decoder, into: &batch, path: file.path)
    }
    return true
  }

  private mutating func takeFirst(into batch: inout EventBatch) {
    for index in 0..<first.count { batch.append(first.events[index]) }
    batch.triggers.append(contentsOf: first.triggers)
    batch.stamps.append(contentsOf: first.stamps)
    first.removeAll()
  }

  /// The format of a regular file, found from its content; nil for what can be read only once, such as a pipe.
  static func formatOfRegularFile(_ path: String) throws(EventSourceError) -> EventFormat? {
    guard path != "-" else { return nil }
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    var file = try ByteFile(path: path, readByteCount: FormatDetection.byteLimit)
    return try detectFormat(&file)
  }

  /// The length of a regular file in bytes; nil for anything else.
  static func byteCount(ofRegularFile path: String) -> UInt64? {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    return UInt64(clamping: information.st_size)
  }

  private static func detectFormat(_ file: inout ByteFile) throws(EventSourceError) -> EventFormat {
    var isAll = false
    while true {
      do throws(EventFormatError) {
        if let format = try FormatDetection.format(of: file.available, isAll: isAll) { return format }
      } catch {
        throw EventSourceError(error, path: file.path)
      }
      isAll = try !file.readMore()
    }
  }

  /// Decodes in small steps until the decoder has a description, or its first events; true where the file ends before.
  private static func readHeader(
    _ file: inout ByteFile, _ decoder: inout any EventDecoder, into first: inout EventBatch
  ) throws(EventSourceError) -> Bool {
    let stepByteCount = 64
    while decoder.description == nil && !first.isFull {
      let count = min(stepByteCount, file.available.byteCount)
      file.use(try decode(file.available.extracting(..<count), with: &decoder, into: &first, path: file.path))
      if count == 0, try !file.readMore() {
        do { try decoder.finish(into: &first) } catch { throw EventSourceError(error, path: file.path) }
        return true
      }
    }
    return false
  }

  private static func decode(
    _ bytes: RawSpan, with decoder: inout any EventDecoder, into batch: inout EventBatch, path: String
  ) throws(EventSourceError) -> Int {
    do { return try decoder.decode(bytes, into: &batch) } catch { throw EventSourceError(error, path: path) }
  }
}
