/// Finds a stream's format from its content.
public enum FormatDetection {
  /// So many bytes from the start of a stream are enough to judge it.
  public static let byteLimit = 64 * 1024

  /// Formats with a mark, in the order in which they are tried.
  static let probes: [FormatProbe] = [
    AEDAT4.probe, AEDAT3.probe, AEDAT2.probe, EventStream.probe, Numpy.probe, RAWHeader.probe, DAT.probe,
    ContainerProbes.hdf5, ContainerProbes.mcap, ContainerProbes.sqlite, ContainerProbes.rosbag1, Text.probe,
  ]
  /// Formats without a mark, tried where the stream is nothing else that is known.
  static let guesses: [FormatProbe] = [DAT.headlessProbe, ATISBinary.probe]

  /// Names the format of a stream.
  ///
  /// - Parameters:
  ///   - start: the stream's first bytes.
  ///   - isAll: whether the stream has no more bytes than these.
  /// - Returns: the format; nil where more bytes are needed, which happens only with fewer than `byteLimit` and `isAll`
  ///   false.
  /// - Throws: `empty`, or `notThisFormat` with what was found instead.
  public static func format(of start: RawSpan, isAll: Bool) throws(EventFormatError) -> EventFormat? {
    guard start.byteCount > 0 || !isAll else {
      throw EventFormatError(.empty, "There is nothing in it: no byte, thus no recording", at: 0)
    }
    let isAll = isAll || start.byteCount >= byteLimit
    if let format = try first(of: probes, start, isAll: isAll) { return format.value }
    let foreign = ForeignContent.name(start)
    if foreign == nil, let format = try first(of: guesses, start, isAll: isAll) { return format.value }
    guard isAll || foreign != nil && start.byteCount >= 512 else { return nil }
    let legal = EventFormat.allCases.map(\.rawValue).joined(separator: ", ")
    let advice = "formats that are read: \(legal). Name the format yourself if it is one of them all the same"
    throw EventFormatError(
      .notThisFormat,
      foreign.map { "This is \($0), not an event recording; \(advice)" }
        ?? "This is no known event recording: it begins with the bytes \(firstBytes(start)); \(advice)",
      at: 0)
  }

  /// A decision: a format, or that more bytes are needed.
  private struct Decision {
    var value: EventFormat?
  }

  private static func first(
    of probes: [FormatProbe], _ start: RawSpan, isAll: Bool
  ) throws(EventFormatError) -> Decision? {
    for probe in probes {
      switch probe.judge(start, isAll) {
      case .yes: return Decision(value: probe.format)
      case .needsMoreBytes where !isAll: return Decision(value: nil)
      case .no, .needsMoreBytes: continue
      }
    }
    return nil
  }

  private static func firstBytes(_ start: RawSpan) -> String {
    (0..<min(start.byteCount, 8)).map { index in
      let digits = String(start.unsafeLoad(fromByteOffset: index, as: UInt8.self), radix: 16, uppercase: true)
      return digits.count < 2 ? "0\(digits)" : digits
    }.joined(separator: " ")
  }
}
