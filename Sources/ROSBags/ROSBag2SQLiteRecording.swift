public import EventFormats
public import Events

/// A ROS 2 recording in SQLite (`.db3`), of which the `event_camera_msgs/EventPacket` messages of one topic are read in the order in
/// which they were written.
///
/// A file that was cut counts as truncated, and what SQLite can still find in it is given. A write-ahead log beside the file is not
/// read; the description's metadata say so where there is one. It is used by one thread at a time. Offsets in the statistics count
/// the bytes of all packets' events.
public struct ROSBag2SQLiteRecording: ~Copyable {
  /// What the first packet says.
  public private(set) var description: StreamDescription

  private let database: SQLiteDatabase
  private let messages: SQLiteQuery
  private var packets: EventPacketStream
  private var message: [UInt8] = []
  private var isFinished = false
  /// The number of the last message in the file.
  private let lastRow: Int64
  private var failure: EventSourceError?

  /// Opens a recording and reads up to its first packet.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - options: the topic and, where it is known better than by the packets, the sensor's size.
  /// - Throws: `missing`, `notAFile`, `unreadable`; `badData` where it is no such recording or has no events.
  public init(path: String, options: DecodingOptions = DecodingOptions()) throws(EventSourceError) {
    let database = try SQLiteDatabase(path: path)
    var packets = EventPacketStream(format: .rosbag2SQLite, topic: options.topic, geometry: options.geometry)
    if database.isTruncated() { packets.skip(.truncated) }
    try Self.readTopics(of: database, into: &packets)
    // In the order of writing, which needs no sorting; a view of that name is not read.
    let messages = try database.prepare("SELECT topic_id, data, rowid FROM messages ORDER BY rowid")
    var message: [UInt8] = []
    var isFinished = false
    while packets.description == nil, !isFinished {
      isFinished = try !Self.beginNext(database, messages, &packets, &message)
    }
    do throws(EventFormatError) { try packets.finish() } catch {
      throw EventSourceError(.badData, error.message, path: path, cause: error)
    }
    var description = packets.description ?? StreamDescription(format: .rosbag2SQLite)
    if database.unreadLogByteCount > 0 {
      description.metadata.append(
        StreamDescription.Entry(key: "unread_write_ahead_log_bytes", value: "\(database.unreadLogByteCount)"))
    }
    let lastRow = try Self.lastRow(of: database)
    self.description = description
    self.lastRow = lastRow
    self.database = database
    self.messages = messages
    self.packets = packets
    self.message = message
    self.isFinished = isFinished
  }

  /// What has been given and what has been skipped so far.
  public var statistics: DecodingStatistics { packets.statistics }

  /// Replaces the content of a batch with the next events and triggers; false, with an empty batch, at the end.
  ///
  /// - Throws: `badData` where the database is damaged, after all that was read before has been given.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    batch.removeAll()
    if let failure { throw failure }
    do throws(EventSourceError) {
      while !batch.isFull {
        if packets.isDecoding {
          packets.decode(into: &batch)
        } else if isFinished {
          break
        } else {
          isFinished = try !Self.beginNext(database, messages, &packets, &message)
        }
      }
    } catch {
      failure = error
      if batch.isEmpty, batch.triggers.isEmpty { throw error }
    }
    return !batch.isEmpty || !batch.triggers.isEmpty
  }

  /// How much has been read, 0...1.
  public var fractionRead: Double {
    isFinished ? 1 : Double(max(0, min(messages.integer(2), lastRow))) / Double(max(lastRow, 1))
  }

  private static func lastRow(of database: borrowing SQLiteDatabase) throws(EventSourceError) -> Int64 {
    let query = try database.prepare("SELECT max(rowid) FROM messages")
    return try database.step(query) ? query.integer(0) : 0
  }

  private static func readTopics(
    of database: borrowing SQLiteDatabase, into packets: inout EventPacketStream
  ) throws(EventSourceError) {
    let topics = try database.prepare("SELECT id, name, type, serialization_format FROM topics ORDER BY rowid")
    while try database.step(topics) {
      guard let channel = UInt32(exactly: topics.integer(0)) else { continue }
      packets.addChannel(
        channel, topic: topics.text(1), type: topics.text(2),
        serialization: ROSSerialization(rawValue: topics.text(3)))
    }
  }

  /// Goes to the next message and begins it where it is wanted; false where there is none.
  private static func beginNext(
    _ database: borrowing SQLiteDatabase, _ messages: borrowing SQLiteQuery, _ packets: inout EventPacketStream,
    _ message: inout [UInt8]
  ) throws(EventSourceError) -> Bool {
    guard try database.step(messages) else { return false }
    guard let channel = UInt32(exactly: messages.integer(0)) else {
      packets.skip(.malformed)
      return true
    }
    if packets.wantsMessage(on: channel) {
      messages.copyBytes(1, to: &message)
      packets.begin(&message, prefix: 0, on: channel)
    }
    return true
  }
}
