import CHDF5
import EventFormats
import Events
import HDF5Files
import TestSupport
import Testing

/// Files that are cut, damaged or made to mislead.
@Suite struct HostileFileTests {
  enum Kind: CaseIterable {
    case metavision
    case dsec
    case rvt

    /// Writes a small file and gives its events.
    func write(_ path: String) throws -> [Event] {
      let events = SampleEvents.lines(200)
      switch self {
      case .metavision:
        _ = try MetavisionRoundTripTests.write(path, events, geometry: SensorGeometry(width: 700, height: 500))
      case .dsec: try DSECRoundTripTests.write(path, events)
      case .rvt:
        _ = try ColumnLayoutTests.write(
          path, events, storage: Integers.Storage(chunk: 64, shuffles: true, deflateLevel: 5),
          types: ColumnLayoutTests.usualTypes)
      }
      return events
    }
  }

  @Test(arguments: Kind.allCases) func everyCutIsRefused(kind: Kind) throws {
    let folder = try TemporaryFolder()
    _ = try kind.write(folder.path("whole"))
    let bytes = try folder.read("whole")
    // Metavision files hold whole chunks of indexes, of which every 97th cut will do.
    let lengths = Array(0..<min(bytes.count, 4096)) + Array(stride(from: 4096, to: bytes.count, by: 97))
    for length in lengths {
      let path = try folder.write(bytes[..<length], to: "cut")
      #expect(throws: EventFormatError.self, "\(length) of \(bytes.count) bytes") { try Reading.inProcess(path) }
    }
    for length in [0, 1, 8, 96, bytes.count / 2, bytes.count - 1] {
      let (reading, error) = Reading.throughWorker(try folder.write(bytes[..<length], to: "cut"))
      #expect(error?.code == .badData && reading.events.isEmpty)
    }
  }

  @Test(arguments: Kind.allCases, [1, 2] as [UInt64]) func damageEndsWell(kind: Kind, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let events = try kind.write(folder.path("whole"))
    let bytes = try folder.read("whole")
    var random = SplitMix64(state: seed)
    var failures = 0
    var wholes = 0
    for round in 0..<70 {
      var damaged = bytes
      // Most of the structure stands in the first and last few thousand bytes.
      let span = round % 3 == 0 ? bytes.count : min(bytes.count, 6000)
      for _ in 0..<(round % 5 + 1) {
        let position = Int(random.next() % UInt64(span))
        switch random.next() % 4 {
        case 0: damaged[position] = 0xFF
        case 1: damaged[position] = 0
        case 2: damaged[position] ^= UInt8(1 << (random.next() % 8))
        default:
          let source = Int(random.next() % UInt64(bytes.count))
          let length = min(Int(random.next() % 64), bytes.count - max(position, source))
          damaged.replaceSubrange(position..<(position + length), with: bytes[source..<(source + length)])
        }
      }
      let (reading, error) = Reading.throughWorker(try folder.write(damaged, to: "damaged"))
      if let error {
        failures += 1
        #expect(error.code == .badData)
      } else if reading.events == events {
        wholes += 1
      }
      #expect(reading.events.count <= 1 << 20)
    }
    #expect(failures > 0 && wholes > 0)
  }

  @Test func linksToOtherFilesAreNotFollowed() throws {
    let folder = try TemporaryFolder()
    let other = folder.path("other.h5")
    _ = try Kind.rvt.write(other)
    do {
      let file = try HDF5File(creating: folder.path("a.h5"))
      try hdf5Check(
        H5Lcreate_external(
          other, "/events", file.handle.identifier, "events", saccade_h5p_default(), saccade_h5p_default()), "link")
    }
    let (reading, error) = Reading.throughWorker(folder.path("a.h5"))
    #expect(error?.cause?.code == .notThisFormat && reading.events.isEmpty)
  }

  @Test func dataInOtherFilesAreNotRead() throws {
    let folder = try TemporaryFolder()
    let secret = try folder.write([UInt8](repeating: 1, count: 4096), to: "secret")
    do {
      let file = try HDF5File(creating: folder.path("a.h5"))
      try file.createGroup("/events")
      for name in ["x", "y", "t", "p"] {
        var extent: hsize_t = 100
        let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), closedBy: H5Sclose, "space")
        let properties = try HDF5Handle(H5Pcreate(saccade_h5p_dataset_create()), closedBy: H5Pclose, "properties")
        try hdf5Check(H5Pset_external(properties.identifier, secret, 0, 800), "external")
        _ = try HDF5Handle(
          H5Dcreate2(
            file.handle.identifier, "/events/\(name)", saccade_h5t_std_i64le(), space.identifier,
            saccade_h5p_default(), properties.identifier, saccade_h5p_default()), closedBy: H5Dclose, "dataset")
      }
    }
    let (reading, error) = Reading.throughWorker(folder.path("a.h5"))
    #expect(error?.cause?.code == .unsupported && reading.events.isEmpty)
  }

  @Test func extentsWithoutChunksEndSoon() throws {
    let folder = try TemporaryFolder()
    for extent: hsize_t in [20000, 1 << 40, 1 << 62] {
      do {
        let file = try HDF5File(creating: folder.path("a.h5"))
        try file.createGroup("/events")
        for name in ["x", "y", "t", "p"] {
          var extent = extent
          var chunk: hsize_t = 16
          let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), closedBy: H5Sclose, "space")
          let properties = try HDF5Handle(H5Pcreate(saccade_h5p_dataset_create()), closedBy: H5Pclose, "properties")
          try hdf5Check(H5Pset_chunk(properties.identifier, 1, &chunk), "chunk")
          _ = try HDF5Handle(
            H5Dcreate2(
              file.handle.identifier, "/events/\(name)", saccade_h5t_std_i64le(), space.identifier,
              saccade_h5p_default(), properties.identifier, saccade_h5p_default()), closedBy: H5Dclose, "dataset")
        }
      }
      let (reading, error) = Reading.throughWorker(folder.path("a.h5"))
      #expect(reading.events.isEmpty)
      #expect(error?.message.contains("no chunk") == true, "\(error?.message ?? "no error")")
      #expect(reading.statistics[.truncated] == extent)
    }
  }

  @Test func damagedChunksAreSkippedAndCounted() throws {
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(50000)
    _ = try MetavisionRoundTripTests.write(folder.path("a.h5"), events)
    var bytes = try folder.read("a.h5")
    // The second chunk, found by its header, says that it holds too many events.
    var header: [UInt8] = []
    header.append(littleEndian: UInt32(16384 << 2))
    header.append(littleEndian: events[16384].time)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: header) })
    bytes[place + 3] = 0xFF
    let (reading, error) = Reading.throughWorker(try folder.write(bytes, to: "b.h5"))
    #expect(error == nil)
    #expect(reading.events == Array(events[..<16384] + events[32768...]))
    #expect(reading.statistics[.malformed] == 16384)
    #expect(reading.statistics.firstOffset(of: .malformed) == 16384)
  }
}
