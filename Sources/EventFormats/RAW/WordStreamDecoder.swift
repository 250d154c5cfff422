import Events

/// A decoder of a stream of little-endian words of one size; `decodeWords` cuts the stream into words.
protocol WordStreamDecoder: EventDecoder {
  associatedtype Word: FixedWidthInteger & UnsignedInteger & Sendable

  /// The bytes of a word cut off by the end of the last piece.
  var partialWord: PartialWord<Word> { get set }

  /// The byte offset in the stream of the first word not yet decoded, or of its first byte held in `partialWord`.
  var offset: UInt64 { get set }

  /// Moves events that did not fit into an earlier batch to `batch`, as many as fit.
  mutating func flushPending(into batch: inout EventBatch)

  /// Decodes the word at `offset` of whatever type; the batch has room for at least one event.
  mutating func decode(word: Word, into batch: inout EventBatch)

  /// Decodes words of the frequent types as fast as possible and stops before any other word.
  ///
  /// - Returns: the number of words decoded, 0...count; may be fewer than possible.
  mutating func decodeRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int
}

extension WordStreamDecoder {
  /// `decode(_:into:)` of every word format.
  @inline(__always)
  mutating func decodeWords(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    let wordSize = MemoryLayout<Word>.size
    flushPending(into: &batch)
    var consumed = 0
    if partialWord.byteCount > 0 {
      guard !batch.isFull else { return 0 }
      let (word, taken) = partialWord.fill(from: bytes)
      consumed = taken
      guard let word else { return consumed }
      decode(word: word, into: &batch)
      offset &+= UInt64(wordSize)
    }
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      while buffer.count - consumed >= wordSize {
        guard !batch.isFull else { return }
        let run = decodeRun(start + consumed, count: (buffer.count - consumed) / wordSize, into: &batch)
        consumed += run * wordSize
        offset &+= UInt64(run * wordSize)
        guard buffer.count - consumed >= wordSize, !batch.isFull else { continue }
        let word = Word(littleEndian: (start + consumed).loadUnaligned(as: Word.self))
        decode(word: word, into: &batch)
        consumed += wordSize
        offset &+= UInt64(wordSize)
      }
    }
    if bytes.byteCount - consumed < wordSize {
      consumed += partialWord.fill(from: bytes.extracting(droppingFirst: consumed)).taken
    }
    return consumed
  }
}
