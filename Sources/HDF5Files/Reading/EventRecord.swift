import CHDF5
import Events
import EventFormats

/// Where the four values of an event lie inside an element of a compound dataset.
struct EventRecord: Equatable {
  var column: IntegerField
  var row: IntegerField
  var polarity: IntegerField
  var time: IntegerField

  /// The vendor's record: `x u16` at 0, `y u16` at 2, `p i16` at 4, `t i64` at 8.
  static let metavision = EventRecord(
    column: IntegerField(offset: 0, size: 2, isSigned: false), row: IntegerField(offset: 2, size: 2, isSigned: false),
    polarity: IntegerField(offset: 4, size: 2, isSigned: true), time: IntegerField(offset: 8, size: 8, isSigned: true))
  /// The bytes of the vendor's record.
  static let metavisionSize = 16

  init(column: IntegerField, row: IntegerField, polarity: IntegerField, time: IntegerField) {
    self.column = column
    self.row = row
    self.polarity = polarity
    self.time = time
  }

  /// Finds the four members by name; nil where one is missing.
  init?(type: hid_t) {
    let members = IntegerField.members(of: type)
    guard let column = members["x"], let row = members["y"], let polarity = members["p"], let time = members["t"] else {
      return nil
    }
    self.init(column: column, row: row, polarity: polarity, time: time)
  }

  /// Copies the vendor's records, whose layout is that of `Event` but for the polarity and what stands between.
  static func copyMetavision(
    _ records: UnsafeRawBufferPointer, count: Int, into events: UnsafeMutableBufferPointer<Event>
  ) {
    guard let base = records.baseAddress, let target = events.baseAddress else { return }
    for index in 0..<min(count, events.count, records.count / metavisionSize) {
      let record = base + index &* metavisionSize
      target[index] = Event(
        time: record.loadUnaligned(fromByteOffset: 8, as: Int64.self),
        x: record.loadUnaligned(fromByteOffset: 0, as: UInt16.self),
        y: record.loadUnaligned(fromByteOffset: 2, as: UInt16.self),
        polarity: record.loadUnaligned(fromByteOffset: 4, as: Int16.self) > 0 ? .on : .off)
    }
  }
}
