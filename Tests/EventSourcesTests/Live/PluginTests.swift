import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Plug-ins, compiled here from the sample and from variants of it that are wrong.
@Suite struct PluginTests {
  /// Compiles the sample plug-in, with a change of its source.
  static func build(in folder: TemporaryFolder, edit: (inout String) -> Void = { _ in }) throws -> String {
    let sample = PackageFolder.root.appending(path: "Samples/plugins/pattern/pattern.c")
    var text = try String(contentsOf: sample, encoding: .utf8)
    edit(&text)
    let source = try folder.write(text.utf8, to: "plugin.c")
    let library = folder.path("plugin.so")
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-std=c11", "-D_GNU_SOURCE", "-shared", "-fPIC", "-I",
      PackageFolder.root.appending(path: "Sources/CSaccadeSource/include").path, "-o", library, source,
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return library
  }

  /// What the sample gives.
  static func event(_ index: Int, rate: Int) -> Event {
    Event(
      time: Int64(index * 1_000_000 / rate), x: UInt16(index / 48 % 64), y: UInt16(index % 48),
      polarity: index / 3072 & 1 == 1 ? .on : .off)
  }

  @Test func givesItsEventsAndIsOpenedAgainWhenItEnds() throws {
    let folder = try TemporaryFolder()
    let library = try Self.build(in: folder)
    var source = try LiveSource(LiveSourceSettings("plugin:\(library)?rate=2000000&count=50000"))
    let given = try LiveCollection.read(&source, until: 120_000)
    #expect(given.events.count >= 120_000)
    #expect(given.events.prefix(50_000).enumerated().allSatisfy { $1 == Self.event($0, rate: 2_000_000) })
    #expect(given.events[50_000..<100_000].enumerated().allSatisfy { $1 == Self.event($0, rate: 2_000_000) })
    #expect(Array(given.sessionStarts.prefix(2)) == [50_000, 100_000])
    #expect(source.description.geometry == SensorGeometry(width: 64, height: 48))
    #expect(source.control.health.disconnections[.closed] ?? 0 >= 2)
  }

  @Test func aFailureIsToldInThePluginsWords() throws {
    let folder = try TemporaryFolder()
    let library = try Self.build(in: folder)
    var settings = try LiveSourceSettings("plugin:\(library)?fail=1000&rate=1000000")
    settings.backoff = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
    var source = try LiveSource(settings)
    let control = source.control
    let seen = Reasons()
    Thread.detachNewThread {
      while control.health.state != .waiting { usleep(1_000) }
      seen.add(control.health.reason)
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    #expect(given.events.count == 1000 && control.health.disconnections == [.broken: 1])
    #expect(seen.all == ["the plug-in says: it fails after 1000 events, as it was told to"])
  }

  @Test func whatCannotBeLoadedIsSaid() throws {
    let folder = try TemporaryFolder()
    let wrongVersion = try TemporaryFolder()
    let refusing = try TemporaryFolder()
    let cases = [
      (folder.path("absent.so"), "absent.so"),
      (try folder.write("no library".utf8, to: "text.so"), "text.so"),
      (
        try Self.build(in: wrongVersion) {
          $0.replace(".version = SACCADE_SOURCE_VERSION", with: ".version = SACCADE_SOURCE_VERSION + 1")
        }, "version 2, not 1"
      ),
      (try Self.build(in: refusing) + "?rate=0", "rate is 0; give 1 to 100000000"),
    ]
    for (address, words) in cases {
      var settings = try LiveSourceSettings("plugin:\(address)")
      settings.backoff = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
      var source = try LiveSource(settings)
      let control = source.control
      let seen = Reasons()
      Thread.detachNewThread {
        while control.health.state != .waiting { usleep(1_000) }
        seen.add(control.health.reason)
        control.stop()
      }
      var batch = EventBatch()
      let goesOn = try source.read(into: &batch)
      #expect(!goesOn && seen.all.first?.contains(words) == true, "\(seen.all)")
      #expect(control.health.disconnections == [.failed: 1])
    }
  }

  @Test func stopsWhileItWaits() throws {
    let folder = try TemporaryFolder()
    let library = try Self.build(in: folder)
    var source = try LiveSource(LiveSourceSettings("plugin:\(library)?rate=1"))
    let control = source.control
    Thread.detachNewThread {
      while control.health.connections == 0 { usleep(1_000) }
      control.stop()
    }
    var batch = EventBatch()
    while try source.read(into: &batch) {}
    #expect(control.health.state == .ended)
  }
}

/// Words that one thread writes and another reads.
final class Reasons: @unchecked Sendable {
  // Sendable although it has state: the lock guards it.
  private let lock = NSLock()
  private var words: [String] = []

  var all: [String] { lock.withLock { words } }
  func add(_ word: String) { lock.withLock { words.append(word) } }
}
