import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Damage on purpose: what it does, and that it does the same again.
@Suite struct DamageTests {
  private func damaged(_ bytes: [UInt8], _ rules: String, largest: Int, seed: UInt64) throws -> ([UInt8], ByteDamage) {
    var damage = ByteDamage(try DamageRules(parsing: rules))
    var random = SplitMix64(state: seed)
    var output: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      let count = min(Int.random(in: 1...largest, using: &random), bytes.count - offset)
      let effects = bytes[offset..<offset + count].withUnsafeBytes { damage.pass($0, to: &output) }
      if effects.closes { break }
      offset += count
    }
    return (output, damage)
  }

  @Test(arguments: ["lost=3000", "repeated=2000", "garbled=700", "lost=5000,repeated=900,garbled=3000,close=400000"])
  func theSameSeedDoesTheSameHoweverTheStreamIsCut(rules: String) throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let (whole, damage) = try damaged(bytes, rules + ",seed=4", largest: 200_000, seed: 1)
    #expect(whole != bytes && damage.counts.values.reduce(0, +) > 10)
    for (largest, seed) in [(1, 2), (17, 3), (5000, 4)] as [(Int, UInt64)] {
      let (pieces, again) = try damaged(bytes, rules + ",seed=4", largest: largest, seed: seed)
      #expect(pieces == whole && again.counts == damage.counts)
    }
    #expect(try damaged(bytes, rules + ",seed=5", largest: 5000, seed: 1).0 != whole)
  }

  @Test func meanDistancesAreMet() throws {
    let bytes = [UInt8](repeating: 7, count: 4_000_000)
    let (output, damage) = try damaged(bytes, "garbled=10000", largest: 4096, seed: 1)
    #expect((340...460).contains(damage.counts["garbled"] ?? 0) && output.count == bytes.count)
    let changed = output.filter { $0 != 7 }.count
    #expect((400 * 25...400 * 40).contains(changed))
  }

  @Test func aDamagedRecordingTellsWhatItLacks() throws {
    let path = PackageFolder.root.appending(path: "Samples/Recordings/driving.raw").path
    let whole = try SampleStream.driving()
    func read(_ rules: String, capacity: Int) throws -> (events: [Event], sessions: Int, dropped: UInt64) {
      let address = try SourceAddress("inject:\(rules):\(path)")
      var source = try CameraSource(LiveSourceSettings(address: address))
      var batch = EventBatch(capacity: capacity)
      var (events, sessions) = ([Event](), 0)
      while try source.read(into: &batch) {
        if source.timing?.beginsSession == true { sessions += 1 }
        for index in 0..<batch.count { events.append(batch.events[index]) }
      }
      return (events, sessions, UInt64(whole.events.count) - source.statistics.events)
    }
    let lost = try read("lost=50000", capacity: 1000)
    #expect(lost.events.count < whole.events.count)
    #expect(lost.dropped == UInt64(whole.events.count - lost.events.count))
    #expect(try read("lost=50000", capacity: 16_384).events == lost.events)
    #expect(try read("close=50000", capacity: 1000).sessions > 5)
    let jumped = try read("jump=200000,seed=3", capacity: 4000).events
    #expect(jumped.count == whole.events.count && jumped.map(\.x) == whole.events.map(\.x))
    let steps = zip(jumped, jumped.dropFirst()).filter { abs($1.time - $0.time) > 90_000 }.count
    #expect(steps > 0)
    let gaps = try read("gap=200000", capacity: 4000).events
    #expect(gaps.count < whole.events.count && Set(whole.events).isSuperset(of: gaps))
  }

  @Test func aDamagedSocketSurvivesEverythingAtOnce() throws {
    let folder = try TemporaryFolder()
    let stream = try SampleStream.driving()
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, number in
      SocketPeer.send(stream.bytes, to: client, largest: 60_000, seed: UInt64(number))
      return true
    }
    let rules = "lost=300000,repeated=200000,garbled=100000,close=900000,stall=9000000,gap=3e5,jump=3e5,seed=12"
    var source = try LiveSource(LiveSourceSettings("inject:\(rules):unix://\(folder.path("s"))"))
    let control = source.control
    let given = try LiveCollection.read(&source, until: 3_000_000)
    let damages = control.health.damages
    #expect(given.events.count >= 3_000_000)
    for kind in ["lost", "repeated", "garbled", "close", "gap", "jump"] {
      #expect(damages[kind] ?? 0 > 0, "\(kind): \(damages)")
    }
    #expect(control.health.connections > 2 && given.sessionStarts.count > 2)
  }
}
