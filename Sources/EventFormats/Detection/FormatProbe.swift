/// Says from the first bytes of a stream whether it is of a format.
package struct FormatProbe: Sendable {
  /// What a probe says.
  package enum Verdict: Sendable {
    /// The stream is of the format, or claims to be: the decoder will say what is wrong with it.
    case yes
    /// It is not.
    case no
    /// Only more bytes can tell.
    case needsMoreBytes
  }

  /// The format.
  package var format: EventFormat
  /// Judges the first bytes; `isAll` is true where no more will be given, so that the verdict must be `yes` or `no`.
  package var judge: @Sendable (_ start: RawSpan, _ isAll: Bool) -> Verdict

  /// Creates a probe.
  package init(_ format: EventFormat, judge: @escaping @Sendable (_ start: RawSpan, _ isAll: Bool) -> Verdict) {
    self.format = format
    self.judge = judge
  }

  /// Creates a probe for a format whose streams begin with `mark`.
  package init(_ format: EventFormat, mark: [UInt8]) {
    self.init(format) { start, isAll in
      let count = min(start.byteCount, mark.count)
      let matches = (0..<count).allSatisfy { start.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == mark[$0] }
      guard matches else { return .no }
      return count == mark.count ? .yes : isAll ? .no : .needsMoreBytes
    }
  }
}
