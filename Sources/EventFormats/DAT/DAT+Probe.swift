extension DAT {
  /// Recognises files with a text header.
  static let probe = FormatProbe(.dat) { start, isAll in
    var lines = ASCIIHeader()
    guard let consumed = try? lines.consume(start) else { return .no }
    guard isPlausible(lines) || lines.byteCount == 0 && !lines.isComplete else { return .no }
    let isLikeDAT = lines.value(of: "Version") != nil || lines.value(of: "Data") != nil
    guard lines.isComplete else { return isAll ? (isLikeDAT ? .yes : .no) : .needsMoreBytes }
    let payload =
      lines.replay
      + (consumed..<min(consumed + 2, start.byteCount)).map {
        start.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
      }
    guard payload.count >= 2 else { return isAll ? (isLikeDAT ? .yes : .no) : .needsMoreBytes }
    let isKnownType =
      EventType(rawValue: payload[0]) != nil && payload[1] == UInt8(recordByteCount)
      || payload[0] == opticalFlowType && payload[1] == 28
    return isLikeDAT || isKnownType ? .yes : .no
  }

  /// Recognises files that begin with their records, by times that rise and bits that are zero.
  ///
  /// Sixteen records of chance pass with a probability of less than 2^-48.
  static let headlessProbe = FormatProbe(.dat) { start, isAll in
    let leastRecords = 16
    let mostRecords = 512
    let count = min(start.byteCount / recordByteCount, mostRecords)
    guard count == mostRecords || isAll else { return .needsMoreBytes }
    guard count >= leastRecords else { return .no }
    return start.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return .no }
      var clock = DATClock()
      var backwardSteps = 0
      var last: Int64 = 0
      for index in 0..<count {
        let record = DATRecord(at: base, index: index)
        let time = clock.time(of: record.ticks)
        guard !record.pixel.hasUnexpectedBits, index == 0 || time - last < 60_000_000 else { return .no }
        if time < last { backwardSteps += 1 }
        clock.advance(to: record.ticks)
        last = time
      }
      let first = DATRecord(at: base, index: 0)
      let isVaried = (1..<count).contains { DATRecord(at: base, index: $0).pixel.isElsewhere(than: first.pixel) }
      return isVaried && backwardSteps * 50 <= count ? .yes : .no
    }
  }
}

extension DATRecord.Pixel {
  fileprivate func isElsewhere(than other: Self) -> Bool { x != other.x || y != other.y }
}
