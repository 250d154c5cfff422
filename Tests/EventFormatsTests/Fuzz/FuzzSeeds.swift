import EventFormats
import Events

/// The inputs from which fuzzing begins, by the folder in `Fuzz/Corpus` and the file's name.
enum FuzzSeeds {
  static let geometry = SensorGeometry(width: 320, height: 240)

  /// All seeds of event formats.
  static func all() throws -> [String: [String: [UInt8]]] {
    var seeds = try encoded()
    seeds["evt4"] = ["words": words(EVT4Stream.random(words: 60, oddity: 4, seed: 3).words, "4.0")]
    seeds["raw"] = seeds["evt3"]
    seeds["aedat3"] = ["packets": AEDAT3Tests.header() + AEDAT3Tests.packets.flatMap { $0 }]
    seeds["aedat2"] = ["davis": AEDAT2Tests.davisFile]
    seeds["atis"] = ["records": ATISBinaryTests.bytes]
    seeds["es", default: [:]]["dvs"] = EventStreamTests.dvs
    for (index, text) in TextDecoderTests.texts.enumerated() {
      seeds["csv", default: [:]]["text-\(index)"] = Array(text.text.utf8)
    }
    let rows = NumpyTests.rows.flatMap { $0.flatMap { AEDAT4File.little($0) } }
    seeds["npy", default: [:]]["rows"] = NumpyTests.file(NumpyTests.dictionary("'<i8'", "(4, 4)"), rows)
    seeds["npy", default: [:]]["columns"] = NumpyTests.file(
      NumpyTests.dictionary("'<i8'", "(4, 4)", fortran: "True"), rows)
    try addPackets(to: &seeds)
    try addChunks(to: &seeds)
    seeds["detect"] = seeds.compactMapValues { files in files.min { $0.key < $1.key }?.value }.filter {
      $0.key != "ecf"
    }
    addWithoutMark(to: &seeds)
    return seeds
  }

  /// A short recording in every format that can be written as a stream.
  private static func encoded() throws -> [String: [String: [UInt8]]] {
    let events = DecoderChecks.events(count: 60, geometry: geometry, seed: 9)
    var seeds: [String: [String: [UInt8]]] = [:]
    for encoding in EventEncoding.all {
      let name = encoding.format.format.rawValue
      func add(_ file: String, _ options: EncodingOptions) throws {
        seeds[name, default: [:]][file] = try DecoderChecks.encode(events, by: encoding.makeEncoder(options: options))
      }
      var options = EncodingOptions(geometry: geometry)
      options.canReviseHeader = true
      try add("encoded", options)
      if encoding.format.format == .aedat4 {
        options.aedat4Compression = .none
        try add("plain", options)
        options.aedat4Compression = .zstd
        try add("zstd", options)
      }
    }
    return seeds
  }

  private static func words(_ words: [UInt32], _ version: String) -> [UInt8] {
    var bytes = Array("% evt \(version)\n% geometry 1280x720\n% end\n".utf8)
    for word in words { bytes.append(littleEndian: word) }
    return bytes
  }

  /// Messages of every encoding in MCAP and ROS 1 recordings, with every compression.
  private static func addPackets(to seeds: inout [String: [String: [UInt8]]]) throws {
    let messages: [PacketRecording.Message] = [
      .init(.evt3, words: [0x8000, 0x6001, 0x0005, 0x2007, 0x3010, 0x4FFF, 0x5003]),
      .init(.libcaer, quads: [0x0000_0009_0012_0003], sequence: 1, timeBase: 3_000_000),
      .init(.libcaerCompressed, words: [0x3001, 0x5003, 0x8007], sequence: 2, timeBase: 2_000_000),
      .init(.mono, quads: [1500 | 7 << 32 | 9 << 48 | 1 << 63], sequence: 3, timeBase: 10_600),
      .init(.trigger, quads: [1500 | 1 << 63], sequence: 4, timeBase: 10_600),
    ]
    for message in messages {
      let name = message.header.encoding
      seeds["mcap", default: [:]][name] = PacketRecording.mcap([message])
      seeds["bag", default: [:]][name] = ROSBag1File.bag(ROSBag1File.connections, ROSBag1File.record(message))
    }
    let records = messages.flatMap(PacketRecording.record)
    for compression in [MCAPCompression.none, .lz4, .zstd] {
      seeds["mcap", default: [:]]["chunk-\(compression.rawValue)"] = PacketRecording.mcap(
        PacketRecording.channelRecords, try PacketRecording.chunk(records, compression, checksum: 0))
    }
    for compression in ROSBag1File.Compression.allCases {
      seeds["bag", default: [:]]["chunk-\(compression.rawValue)"] = ROSBag1File.bag(
        try ROSBag1File.chunk(ROSBag1File.connections + messages.flatMap(ROSBag1File.record), compression))
    }
  }

  /// Network formats, which are never looked for in a file.
  private static func addWithoutMark(to seeds: inout [String: [String: [UInt8]]]) {
    var (words, records): ([UInt8], [UInt8]) = ([], [])
    for index in 0..<20 as Range<UInt32> {
      words.append(littleEndian: index << 16 | (index & 1) << 15 | (3 * index))
      words.append(littleEndian: 1_000 + 7 * index)
      words.append(littleEndian: 1 << 31 | index << 16 | index)
      records.append(littleEndian: UInt16(index))
      records.append(littleEndian: UInt16(2 * index))
      records.append(littleEndian: index % 3)
      records.append(littleEndian: Int64(index) * 11)
    }
    seeds["spif"] = ["words": words]
    seeds["events"] = ["records": records]
  }

  private static func addChunks(to seeds: inout [String: [String: [UInt8]]]) throws {
    for (name, packing) in [("split", .split), ("xp", .xp), ("yxp", .yxp)] as [(String, ECF.Packing)] {
      for (kind, events) in [("lines", ECFSamples.lines(100)), ("noise", ECFSamples.noise(50))] {
        var chunk: [UInt8] = []
        try ECFEncoder().encode(events.span, packing: packing, into: &chunk)
        seeds["ecf", default: [:]]["\(kind)-\(name)"] = chunk
      }
    }
  }
}
