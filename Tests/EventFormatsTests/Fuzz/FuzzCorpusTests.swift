import EventFormats
import Events
import Foundation
import TestSupport
import Testing

/// What fuzzing begins with and what it has found, decoded again.
@Suite struct FuzzCorpusTests {
  static let corpus = PackageFolder.root.appending(path: "Fuzz/Corpus")

  /// The files of a folder of the corpus.
  static func files(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(atPath: corpus.appending(path: folder).path).sorted().map { name in
      (name, [UInt8](try Data(contentsOf: corpus.appending(path: folder).appending(path: name))))
    }
  }

  /// With `SACCADE_WRITE_FUZZ_SEEDS` set the seeds are written anew, as `make fuzz-seeds` does.
  @Test func seedsAreInTheCorpus() throws {
    let writes = ProcessInfo.processInfo.environment["SACCADE_WRITE_FUZZ_SEEDS"] != nil
    for (folder, files) in try FuzzSeeds.all() {
      let place = Self.corpus.appending(path: folder)
      if writes { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true) }
      for (name, bytes) in files {
        let file = place.appending(path: name)
        if writes { try Data(bytes).write(to: file) }
        // What a library compresses may differ from version to version.
        let isCompressed = ["lz4", "zstd", "bz2", "encoded"].contains { name.hasSuffix($0) }
        let stored = try [UInt8](Data(contentsOf: file))
        #expect(isCompressed ? !stored.isEmpty : stored == bytes, "\(folder)/\(name): run make fuzz-seeds")
      }
    }
  }

  @Test(arguments: EventFormat.allCases.filter(\.isStream))
  func streamsGiveTheSameHoweverTheyAreCut(format: EventFormat) throws {
    let files = try Self.files(format.rawValue)
    #expect(!files.isEmpty)
    for (name, bytes) in files {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: bytes.count < 2048, by: format.makeDecoder())
      #expect(outcome.statistics.events == UInt64(outcome.events.count), "\(name)")
    }
  }

  @Test func whatIsFoundIsDecoded() throws {
    for (name, bytes) in try Self.files("detect") {
      guard let format = try? FormatDetection.format(of: bytes.span.bytes, isAll: true) else { continue }
      let outcome = DecoderChecks.outcome(of: bytes, by: format.makeDecoder())
      #expect(outcome.statistics.events == UInt64(outcome.events.count), "\(name)")
    }
  }

  @Test func chunksGiveTheSameByKernelAndBySwift() throws {
    for (name, bytes) in try Self.files("ecf") {
      var outcomes: [[Event]?] = []
      for usesKernel in [true, false] {
        var decoder = ECFDecoder()
        decoder.usesKernel = usesKernel
        var batch = EventBatch(capacity: ECF.maximumEventCount)
        guard (try? decoder.decode(bytes.span.bytes, into: &batch)) != nil else {
          outcomes.append(nil)
          continue
        }
        outcomes.append((0..<batch.count).map { batch.events[$0] })
      }
      #expect(outcomes[0] == outcomes[1], "\(name)")
    }
  }
}
