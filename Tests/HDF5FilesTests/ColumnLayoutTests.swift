import CHDF5
import EventFormats
import Events
import HDF5Files
import TestSupport
import Testing

/// Layouts and types that other writers use, made by libhdf5 itself.
@Suite struct ColumnLayoutTests {
  /// Writes four columns; `prefix` is their group.
  static func write(
    _ path: String, _ events: [Event], group: String = "/events", storage: Integers.Storage,
    types: (x: hid_t, y: hid_t, t: hid_t, p: hid_t), negativeOff: Bool = false
  ) throws -> HDF5File {
    let file = try HDF5File(creating: path)
    var parent = ""
    for part in group.split(separator: "/") {
      parent += "/\(part)"
      try file.createGroup(parent)
    }
    try Integers.write(events.map { Int64($0.x) }, to: file, "\(group)/x", type: types.x, storage)
    try Integers.write(events.map { Int64($0.y) }, to: file, "\(group)/y", type: types.y, storage)
    try Integers.write(events.map(\.time), to: file, "\(group)/t", type: types.t, storage)
    let polarities = events.map { $0.polarity == .on ? 1 : negativeOff ? Int64(-1) : 0 }
    try Integers.write(polarities, to: file, "\(group)/p", type: types.p, storage)
    return file
  }

  static let usualTypes = (
    x: saccade_h5t_std_u16le(), y: saccade_h5t_std_u16le(), t: saccade_h5t_std_i64le(), p: saccade_h5t_std_u8le()
  )

  @Test func everyStorageIsRead() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(5000)
    let storages = [
      Integers.Storage(), Integers.Storage(chunk: 700), Integers.Storage(chunk: 5000, shuffles: true),
      Integers.Storage(chunk: 999, deflateLevel: 4), Integers.Storage(chunk: 128, shuffles: true, deflateLevel: 9),
      Integers.Storage(chunk: 4096, shuffles: true, deflateLevel: 1, hasChecksum: true),
      Integers.Storage(chunk: 4097, hasChecksum: true),
    ]
    for storage in storages {
      let path = folder.path("a.h5")
      do {
        let file = try Self.write(path, events, storage: storage, types: Self.usualTypes)
        try file.writeInteger(640, at: "/events/width")
        try file.writeInteger(480, at: "/events/height")
      }
      let reading = try Reading.inProcess(path)
      #expect(reading.events == events, "\(storage)")
      #expect(reading.statistics.skipped == 0)
      #expect(reading.description?.format == .rvtHDF5)
      #expect(reading.description?.geometry == SensorGeometry(width: 640, height: 480))
    }
  }

  @Test func columnsMayBeChunkedDifferently() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(10000)
    let path = folder.path("a.h5")
    do {
      let file = try HDF5File(creating: path)
      try file.createGroup("/events")
      let columns: [(String, [Int64], Int)] = [
        ("x", events.map { Int64($0.x) }, 1000), ("y", events.map { Int64($0.y) }, 777),
        ("t", events.map(\.time), 10000), ("p", events.map { Int64($0.polarity.rawValue) }, 64),
      ]
      for (name, values, chunk) in columns {
        try Integers.write(
          values, to: file, "/events/\(name)", type: saccade_h5t_std_i64le(),
          Integers.Storage(chunk: chunk, deflateLevel: 1))
      }
    }
    for capacity in [64, 1000, 65536] {
      #expect(try Reading.inProcess(path, capacity: capacity).events == events)
    }
  }

  @Test func everyIntegerTypeIsRead() throws {
    let folder = try TemporaryFolder()
    var events = SampleEvents.lines(2000)
    for index in events.indices { (events[index].x, events[index].y) = (events[index].x % 100, events[index].y % 100) }
    let types = [
      saccade_h5t_std_u8le(), saccade_h5t_std_u16le(), saccade_h5t_std_i16le(), saccade_h5t_std_u32le(),
      saccade_h5t_std_u64le(), saccade_h5t_std_i64le(), saccade_h5t_std_i32be(), saccade_h5t_std_u16be(),
    ]
    for type in types {
      let path = folder.path("a.h5")
      _ = try Self.write(
        path, events, storage: Integers.Storage(chunk: 100),
        types: (x: type, y: type, t: saccade_h5t_std_i64le(), p: type))
      #expect(try Reading.inProcess(path).events == events)
    }
  }

  @Test func negativePolaritiesAreOff() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(300)
    var types = Self.usualTypes
    types.p = saccade_h5t_std_i16le()
    _ = try Self.write(
      folder.path("a.h5"), events, storage: Integers.Storage(), types: types, negativeOff: true)
    #expect(try Reading.inProcess(folder.path("a.h5")).events == events)
  }

  @Test func otherGroupsAreFoundOrNamed() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(300)
    for group in ["/prophesee/left", "/a/b"] {
      _ = try Self.write(
        folder.path("a.h5"), events, group: group, storage: Integers.Storage(), types: Self.usualTypes)
      let options = HDF5ReadOptions(group: group == "/a/b" ? group : nil)
      let (reading, error) = Reading.throughWorker(folder.path("a.h5"), options: options)
      #expect(error == nil && reading.events == events)
    }
    let (_, error) = Reading.throughWorker(folder.path("a.h5"))
    #expect(error?.code == .badData)
    #expect(error?.message.contains("/events") == true)
  }

  @Test func columnsOfDifferentLengthGiveTheirCommonPart() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(500)
    do {
      let file = try HDF5File(creating: folder.path("a.h5"))
      try file.createGroup("/events")
      let columns: [(String, [Int64])] = [
        ("x", events.map { Int64($0.x) }), ("y", events.dropLast(20).map { Int64($0.y) }),
        ("t", events.map(\.time)), ("p", events.dropLast(3).map { Int64($0.polarity.rawValue) }),
      ]
      for (name, values) in columns {
        try Integers.write(
          values, to: file, "/events/\(name)", type: saccade_h5t_std_i64le(), Integers.Storage(chunk: 64))
      }
    }
    let reading = try Reading.inProcess(folder.path("a.h5"))
    #expect(reading.events == Array(events.dropLast(20)))
    #expect(reading.statistics[.truncated] == 20)
  }

  @Test func valuesNoSensorHasAreSkipped() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try HDF5File(creating: folder.path("a.h5"))
      try file.createGroup("/events")
      let columns: [(String, [Int64])] = [
        ("x", [1, -1, 2, 70000, 3]), ("y", [1, 1, 65535, 1, 3]), ("t", [1, 2, 3, 4, 5]), ("p", [0, 1, 1, 1, 7]),
      ]
      for (name, values) in columns {
        try Integers.write(
          values, to: file, "/events/\(name)", type: saccade_h5t_std_i64le(), Integers.Storage())
      }
    }
    let reading = try Reading.inProcess(folder.path("a.h5"))
    #expect(
      reading.events == [
        Event(time: 1, x: 1, y: 1, polarity: .off), Event(time: 5, x: 3, y: 3, polarity: .on),
      ])
    #expect(reading.statistics[.outOfRange] == 3)
  }
}
