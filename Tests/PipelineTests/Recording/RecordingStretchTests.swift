import Events
import Pipeline
import TestSupport
import Testing

/// Recording around detections: which events are in which file.
@Suite struct RecordingStretchTests {
  private static func camera(memoryBytes: Int = 64 << 20) throws -> RecordedCamera {
    try RecordedCamera {
      $0.events = .raw
      $0.margins = .init(before: 105_000, after: 33_000)
      $0.memoryBytes = memoryBytes
    }
  }

  /// Windows of 20 ms with their events, detections in some of them, each window some time after its events.
  private static func run(_ camera: RecordedCamera, detections: Set<Int64>, until end: Int64) {
    let delay = 2
    let windows = Array(stride(from: 0, to: end, by: 20_000))
    for (index, start) in windows.enumerated() {
      camera.give(start..<start + 20_000)
      let late = index - delay
      guard late >= 0 else { continue }
      let window = windows[late]
      camera.give(window: window..<window + 20_000, detections: detections.contains(window) ? 1 : 0)
    }
    for start in windows.suffix(delay) {
      camera.give(window: start..<start + 20_000, detections: detections.contains(start) ? 1 : 0)
    }
  }

  @Test func eachStretchHasItsFilesToTheMicrosecond() throws {
    let camera = try Self.camera()
    Self.run(camera, detections: [400_000, 440_000, 1_200_000], until: 2_000_000)
    camera.recorder.finish()
    let parts = try camera.names("raw").map { try camera.times($0) }
    #expect(
      parts == [RecordedCamera.times(295_000..<493_000), RecordedCamera.times(1_095_000..<1_253_000)],
      "\(parts.map { ($0.first, $0.last, $0.count) })")
    let counts = camera.recorder.status.counts
    // Windows that have something of a stretch: 280...500 ms and 1,080...1,260 ms.
    #expect(counts.windows == 11 + 9 && counts.events == UInt64(parts.joined().count))
    #expect(try camera.names("mcap").count == 2 && counts.lost.isEmpty && counts.shortenedStretches == 0)
  }

  @Test func theBeginningAndTheEndOfTheStreamCutAStretch() throws {
    let camera = try Self.camera()
    Self.run(camera, detections: [20_000, 960_000], until: 980_000)
    camera.recorder.finish()
    let parts = try camera.names("raw").map { try camera.times($0) }
    #expect(parts == [RecordedCamera.times(0..<73_000), RecordedCamera.times(855_000..<980_000)])
  }

  @Test func withoutDetectionsThereAreNoFiles() throws {
    let camera = try Self.camera()
    Self.run(camera, detections: [], until: 1_000_000)
    camera.recorder.finish()
    #expect(try camera.folder.names.isEmpty && camera.recorder.status.counts.lost.isEmpty)
  }

  @Test func aStretchThatIsOverIsClosedBeforeTheNext() throws {
    let camera = try Self.camera()
    Self.run(camera, detections: [400_000], until: 2_000_000)
    try camera.wait { camera.recorder.status.counts.events == 15_800 }
    try camera.wait { (try? camera.names("mcap").first.map { try camera.folder.read($0).suffix(8) }) == Self.magic }
    #expect(camera.recorder.status.state.phase == .recording)
    camera.recorder.finish()
    #expect(try camera.names("raw").map { try camera.times($0) } == [RecordedCamera.times(295_000..<453_000)])
  }

  /// What a complete MCAP file ends with.
  private static let magic: ArraySlice<UInt8>? = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]

  @Test func memoryThatIsTooSmallShortensAStretchAndSaysSo() throws {
    // Three blocks of 4096 events, 41 ms each: the margin of 105 ms and the windows on their way do not fit.
    let camera = try Self.camera(memoryBytes: 1)
    camera.give(0..<500_000)
    for start in stride(from: 0, to: 480_000, by: 20_000) as StrideTo<Int64> {
      camera.give(window: start..<start + 20_000, detections: start == 400_000 ? 1 : 0)
    }
    try camera.wait { camera.recorder.status.counts.events > 0 }
    camera.recorder.finish()
    let counts = camera.recorder.status.counts
    #expect(counts.shortenedStretches == 1 && counts.lost.isEmpty)
    let times = try camera.names("raw").flatMap { try camera.times($0) }
    #expect(times.first ?? 0 > 295_000 && times == RecordedCamera.times((times.first ?? 0)..<453_000))
  }

  @Test func marginsEndAtADiscontinuity() throws {
    let camera = try Self.camera()
    camera.give(0..<100_000, segment: 1)
    camera.give(window: 80_000..<100_000, detections: 0, segment: 1)
    camera.give(50_000..<100_000, segment: 2)
    camera.give(window: 60_000..<80_000, detections: 1, segment: 2)
    camera.recorder.finish()
    #expect(try camera.names("raw").map { try camera.times($0) } == [RecordedCamera.times(50_000..<100_000)])
  }
}
