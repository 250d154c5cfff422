extension ATISBinary {
  /// Recognises files by times that rise and pixels that differ; there is no mark.
  ///
  /// Sixty-four records of chance pass with a probability far below 2^-64.
  static let probe = FormatProbe(.atisBinary) { start, isAll in
    let leastRecords = 64
    let mostRecords = 512
    let count = min(start.byteCount / recordByteCount, mostRecords)
    guard count == mostRecords || isAll else { return .needsMoreBytes }
    guard count >= leastRecords, !isAll || start.byteCount % recordByteCount == 0 || count == mostRecords else {
      return .no
    }
    return start.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return .no }
      let records = (0..<count).map { Record(at: base + $0 * recordByteCount) }
      let events = records.filter { !$0.isOverflow }
      guard let first = events.first, events.count * 2 > count else { return .no }
      let stepsBack = zip(events, events.dropFirst()).count { $1.ticks < $0.ticks }
      let isVaried = events.contains { $0.x != first.x && $0.y != first.y }
      let hasBoth = events.contains { $0.isOn } && events.contains { !$0.isOn }
      // The highest bits of times of the first 512 events of a recording do not reach far.
      let isEarly = events.allSatisfy { $0.ticks < 1 << 22 }
      return isVaried && hasBoth && isEarly && stepsBack * 50 <= count ? .yes : .no
    }
  }
}
