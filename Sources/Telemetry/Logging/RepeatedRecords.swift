/// Lets the first of equal records through and sums up those that follow, once a second.
///
/// A pure value: time comes in as a parameter, in nanoseconds of a clock that does not run backward.
public struct RepeatedRecords: Sendable {
  private struct Entry {
    var record: LogRecord
    var since: Int64
    var held: UInt64 = 0
  }

  /// Different records that are followed at a time; further ones go through as they are.
  private static let capacity = 256

  private let periodNanoseconds: Int64
  private var entries: [String: Entry] = [:]

  /// Creates a filter that has seen nothing.
  public init(periodNanoseconds: Int64 = 1_000_000_000) { self.periodNanoseconds = periodNanoseconds }

  /// Takes a record in; false where it is held back to be summed up.
  public mutating func admit(_ record: LogRecord, atNanoseconds now: Int64) -> Bool {
    let key = "\(record.event) \(record.fields["camera"] ?? "") \(record.fields["reason"] ?? "")"
    guard entries[key] != nil || entries.count < Self.capacity else { return true }
    guard entries[key] == nil else {
      entries[key]?.held += 1
      entries[key]?.record = record
      return false
    }
    entries[key] = Entry(record: record, since: now)
    return true
  }

  /// The sums that are due; a record that has not come again for a period is forgotten.
  public mutating func due(atNanoseconds now: Int64) -> [LogRecord] {
    var due: [LogRecord] = []
    for (key, entry) in entries.sorted(by: { $0.key < $1.key }) where now - entry.since >= periodNanoseconds {
      if entry.held == 0 {
        entries[key] = nil
        continue
      }
      var record = entry.record
      record.fields["repeated"] = String(entry.held)
      due.append(record)
      entries[key]?.held = 0
      entries[key]?.since = now
    }
    return due
  }
}
