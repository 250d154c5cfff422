public import Events

/// Decodes AEDAT 2.0: events and edges on the external input.
///
/// The chip is taken from the header's line `AEChip` or from the options; with neither, addresses have no meaning and
/// the stream is refused. Pixels of frames and inertial samples count as `notEvents`.
public struct AEDAT2Decoder: EventDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far.
  public private(set) var statistics = DecodingStatistics()

  private let options: AEDAT2Options
  private let geometryOption: SensorGeometry?
  private var failure: EventFormatError?
  private var header = HashLineHeader()
  var partialRecord = PartialRecord()
  var offset: UInt64 = 0

  private var layout = AEDAT2.Chip.dvs128.layout
  private var bounds = PixelBounds(nil)
  /// What columns and rows are subtracted from; nil for an axis that is not turned.
  private var lastColumn: Int32?
  private var lastRow: Int32?
  private var clock = AEDAT2Clock()
  private var order = TimeOrder()

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: the chip and which axes are turned.
  ///   - geometry: the sensor's size; it replaces that of the chip.
  public init(options: AEDAT2Options = AEDAT2Options(), geometry: SensorGeometry? = nil) {
    self.options = options
    geometryOption = geometry
  }

  /// Whether events are waiting for room: records that were looked at as a line of the header.
  public var hasPendingEvents: Bool { failure == nil && description != nil && !header.replay.isEmpty }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read; and again at every later
  ///   call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      if description == nil {
        consumed = try header.consume(bytes)
        try checkVersion()
        guard header.isComplete else { return consumed }
        try begin()
      }
      if !header.replay.isEmpty {
        let replay = header.replay
        header.dropReplay(decodeRecords(of: replay.span.bytes, into: &batch))
        guard header.replay.isEmpty else { return consumed }
      }
      return consumed + decodeRecords(of: bytes.extracting(droppingFirst: consumed), into: &batch)
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; an incomplete last record is counted as truncated.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends inside a line of its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    if description == nil {
      guard header.byteCount > 0 || header.isInsideLine else {
        throw EventFormatError(.empty, "The stream is empty; an AEDAT 2 file has at least its header", at: 0)
      }
      guard header.byteCount > 0, !header.isInsideLine else {
        throw EventFormatError(
          .badHeader, "The AEDAT 2 stream ends inside a line of its header; the file was cut off", at: header.byteCount)
      }
      try begin()
    }
    if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    partialRecord.clear()
  }

  /// Checks the first line as soon as it is there, before anything else is taken for a header.
  private func checkVersion() throws(EventFormatError) {
    guard header.byteCount > 0 || header.isComplete else { return }
    let first = header.lines.first ?? ""
    guard first.hasPrefix("!AER-DAT") else {
      throw EventFormatError(
        .notThisFormat, "An AEDAT 2 file begins with the line \"#!AER-DAT2.0\"; this one does not", at: 0)
    }
    let version = first.dropFirst("!AER-DAT".count)
    guard version.hasPrefix("2.") else {
      throw EventFormatError(
        .unsupported,
        "AEDAT version \(version.prefix(20)) is not read here; 2.0 is, 3.1 as aedat3 and 4.0 as aedat4. Open an older "
          + "file in jAER and save it again",
        at: 0)
    }
  }

  private mutating func begin() throws(EventFormatError) {
    // The name of a class of jAER, of which the last part is that of the chip.
    let name = String(header.value(of: "AEChip")?.split(separator: ".").last ?? "")
    guard let chip = options.chip ?? AEDAT2.Chip(header: name) else {
      let legal = AEDAT2.Chip.allCases.map(\.rawValue).joined(separator: ", ")
      throw EventFormatError(
        .unsupported,
        (name.isEmpty
          ? "The AEDAT 2 header does not name the chip"
          : "The AEDAT 2 header names the chip \"\(name.prefix(80))\", whose addresses are unknown")
          + "; say which layout they have: \(legal)",
        at: 0)
    }
    let known = CameraGeometry.find(in: name) ?? chip.onlyGeometry
    let flip = options.flip ?? chip.defaultFlip
    let geometry = geometryOption ?? known
    guard let geometry else {
      throw EventFormatError(
        .unsupported,
        "The AEDAT 2 header does not say which DAVIS camera it was; give the sensor's size, for example 346x260",
        at: 0)
    }
    layout = chip.layout
    bounds = PixelBounds(geometry)
    lastColumn = flip.isHorizontal ? Int32(geometry.width - 1) : nil
    lastRow = flip.isVertical ? Int32(geometry.height - 1) : nil
    offset = header.byteCount
    description = StreamDescription(
      format: .aedat2, variant: "2.0 \(chip.rawValue)", geometry: geometry,
      geometryOrigin: geometryOption != nil ? .option : CameraGeometry.find(in: name) != nil ? .system : .format,
      metadata: header.entries)
  }
}

extension AEDAT2Decoder: RecordStreamDecoder {
  var recordByteCount: Int { AEDAT2.recordByteCount }

  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    var index = 0
    var triggers: [TriggerEvent] = []
    let layout = layout
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      while index < count && !sink.isFull {
        let record = records + index &* AEDAT2.recordByteCount
        let address = UInt32(bigEndian: record.loadUnaligned(as: UInt32.self))
        let ticks = UInt32(bigEndian: record.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        decode(address, ticks, at: index, into: &sink, layout, &triggers)
        index &+= 1
      }
      return sink.settle(into: &statistics, order: &order)
    }
    batch.triggers += triggers
    return index
  }

  @inline(__always)
  private mutating func decode(
    _ address: UInt32, _ ticks: UInt32, at index: Int, into sink: inout EventSink, _ layout: AEDAT2AddressLayout,
    _ triggers: inout [TriggerEvent]
  ) {
    let place = offset &+ UInt64(index &* AEDAT2.recordByteCount)
    guard address & layout.otherMask == 0 else {
      statistics.skip(.notEvents, at: place)
      return
    }
    guard address & layout.externalMask == 0 else {
      if clock.advance(to: ticks) { statistics.timeWraps &+= 1 }
      // DAVIS: the lowest bits are 2 for a falling edge, 3 for a rising one and 4 for a pulse; DVS128 does not tell.
      let isFalling = layout.otherMask != 0 && address & 0b111 == 2
      triggers.append(TriggerEvent(time: clock.time, channel: 0, isRising: !isFalling))
      statistics.triggers &+= 1
      return
    }
    let column = Int32(truncatingIfNeeded: address >> layout.xShift & layout.xMask)
    let row = Int32(truncatingIfNeeded: address >> layout.yShift & layout.yMask)
    let x = lastColumn.map { $0 &- column } ?? column
    let y = lastRow.map { $0 &- row } ?? row
    guard bounds.contains(x: x, y: y) else {
      statistics.skip(.outOfRange, at: place)
      return
    }
    if clock.advance(to: ticks) { statistics.timeWraps &+= 1 }
    if address & layout.unusedMask != 0 { statistics.suspicious &+= 1 }
    let isOn = (address & layout.polarityMask != 0) == layout.isOnWhenSet
    sink.put(
      Event(
        time: clock.time, x: UInt16(truncatingIfNeeded: x), y: UInt16(truncatingIfNeeded: y),
        polarity: isOn ? .on : .off))
  }
}
