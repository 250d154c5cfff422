import Events

extension AEDAT4Decoder {
  /// Why the packet whose header was read need not be looked into; nil where it must.
  func reasonToSkipPacket() -> SkipReason? {
    guard let kind = streams.first(where: { $0.number == packetStream })?.kind else { return nil }
    switch kind {
    case AEDAT4.events: return eventStream == packetStream ? nil : .notEvents
    case AEDAT4.triggers: return hasTriggersOfTheCamera(packetStream) ? nil : .notEvents
    default: return .notEvents
    }
  }

  /// Why what was found in a packet is not given; nil where it is.
  ///
  /// The first events of a stream that the header does not list choose that stream where it lists no event stream.
  mutating func reasonToSkip(_ content: AEDAT4PacketContent) -> SkipReason? {
    let kind = streams.first { $0.number == packetStream }?.kind
    switch content {
    case .events:
      if let kind, kind != AEDAT4.events { return .malformed }
      if eventStream == nil { eventStream = packetStream }
      return eventStream == packetStream ? nil : .notEvents
    case .triggers:
      if let kind, kind != AEDAT4.triggers { return .malformed }
      return hasTriggersOfTheCamera(packetStream) ? nil : .notEvents
    case .other(let identifier):
      // A stream said to hold events or triggers must.
      if kind != nil { return .malformed }
      return AEDAT4.otherKinds.contains(identifier) ? .notEvents : .unknownType
    }
  }

  private func hasTriggersOfTheCamera(_ stream: Int32) -> Bool {
    guard let source = streams.first(where: { $0.number == stream })?.source,
      let camera = streams.first(where: { $0.number == eventStream })?.source
    else { return true }
    return source == camera
  }

  /// Decompresses a packet and gives its triggers, or makes its events wait in `pendingEvents`.
  ///
  /// Nothing is given of a packet that is damaged anywhere, so that it does not matter in which pieces it came.
  mutating func open(
    _ packet: UnsafeRawBufferPointer, isWhole: Bool, into batch: inout EventBatch
  ) throws(EventFormatError) {
    var content = DecompressedBytes()
    swap(&content, &self.content)
    defer { swap(&content, &self.content) }
    content.clear()
    var isComplete = isWhole
    switch decompress(packet, into: &content) {
    case .complete: break
    case .truncated where !isWhole: isComplete = false
    case .truncated, .malformed:
      statistics.skip(.malformed, at: packetOffset)
      return
    case .tooLarge:
      throw EventFormatError(
        .damaged,
        "A packet of \(packet.count) bytes of the AEDAT 4 file decompresses to more than \(limit(for: packet)) bytes; "
          + "no recording has such packets, so it is refused",
        at: packetOffset)
    }
    do throws(FlatBuffer.Failure) {
      try content.withBytes { (bytes) throws(FlatBuffer.Failure) in
        try take(bytes, isComplete: isComplete, into: &batch)
      }
    } catch {
      // What breaks off before its beginning is there has been counted as truncated.
      if isComplete || error == .malformed { statistics.skip(.malformed, at: packetOffset) }
    }
  }

  private mutating func take(
    _ bytes: UnsafeRawBufferPointer, isComplete: Bool, into batch: inout EventBatch
  ) throws(FlatBuffer.Failure) {
    let found = try AEDAT4PacketContent.find(in: bytes, byteCount: isComplete ? bytes.count : .max)
    if let reason = reasonToSkip(found) {
      statistics.skip(reason, at: packetOffset)
      return
    }
    switch found {
    case .events(let vector):
      // Of a packet that breaks off, there are the events that came out.
      let available = max(bytes.count - vector.position, 0) / AEDAT4.eventByteCount
      pendingEvents = FlatBuffer.Vector(position: vector.position, count: min(vector.count, available))
    case .triggers(let vector):
      for trigger in try AEDAT4Trigger.read(vector, in: bytes) {
        if let edge = trigger.edge {
          batch.triggers.append(edge)
          statistics.triggers &+= 1
        } else {
          statistics.skip(trigger.kind == nil ? .unknownType : .notEvents, at: packetOffset)
        }
      }
    case .other: break
    }
  }

  /// Moves waiting events to the batch, as many as fit.
  mutating func givePendingEvents(into batch: inout EventBatch) {
    guard pendingEvents.count > 0, !batch.isFull else { return }
    var content = DecompressedBytes()
    swap(&content, &self.content)
    defer { swap(&content, &self.content) }
    content.withBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let given = structs.decode(
        start + pendingEvents.position, count: pendingEvents.count,
        at: AEDAT4EventStructs.Place(offset: packetOffset, stride: 0), into: &batch, order: &order,
        statistics: &statistics)
      pendingEvents = FlatBuffer.Vector(
        position: pendingEvents.position + given * AEDAT4.eventByteCount, count: pendingEvents.count - given)
    }
  }

  private func limit(for packet: UnsafeRawBufferPointer) -> Int { packet.count + AEDAT4.decompressionAllowance }

  private mutating func decompress(
    _ packet: UnsafeRawBufferPointer, into content: inout DecompressedBytes
  ) -> DecompressionResult {
    switch compression {
    case .none:
      content.append(packet)
      return .complete
    case .lz4, .lz4High:
      return LZ4Frame.decompress(packet, into: &content, limit: limit(for: packet), kernelLevel: kernelLevel)
    case .zstd, .zstdHigh: return zstd.decompress(packet, into: &content, limit: limit(for: packet))
    }
  }
}
