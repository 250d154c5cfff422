import Detections
import Testing

@Suite struct DetectionTimelineTests {
  private func timeline(_ windows: [(end: Int64, published: Int64)]) -> DetectionTimeline {
    var timeline = DetectionTimeline()
    for window in windows {
      timeline.append(.init(endMicroseconds: window.end, publishedNanoseconds: window.published))
    }
    return timeline
  }

  @Test func theNearestWindowWithinTheToleranceIsTaken() {
    let timeline = timeline([(100, 0), (200, 0), (300, 0)])
    #expect(timeline.nearest(to: 149, toleranceMicroseconds: 50) == 0)
    // Of two equally near ones the earlier.
    #expect(timeline.nearest(to: 150, toleranceMicroseconds: 50) == 0)
    #expect(timeline.nearest(to: 151, toleranceMicroseconds: 50) == 1)
    #expect(timeline.nearest(to: 350, toleranceMicroseconds: 50) == 2)
    #expect(timeline.nearest(to: 351, toleranceMicroseconds: 50) == nil)
    #expect(timeline.nearest(to: -100, toleranceMicroseconds: .max) == 0)
    // Farther than any tolerance can say.
    #expect(timeline.nearest(to: .min, toleranceMicroseconds: .max) == nil)
    #expect(timeline.nearest(to: 100, toleranceMicroseconds: 50, after: 100) == nil)
    #expect(DetectionTimeline().nearest(to: 0, toleranceMicroseconds: 50) == nil)
  }

  @Test func whatWasPublishedLastCounts() {
    let timeline = timeline([(100, 130_000), (200, 260_000), (300, 390_000)])
    #expect(timeline.newest(publishedBy: 129) == nil)
    #expect(timeline.newest(publishedBy: 130) == 0)
    #expect(timeline.newest(publishedBy: 259) == 0)
    #expect(timeline.newest(publishedBy: 260) == 1)
    #expect(timeline.newest(publishedBy: 100_000) == 2)
    #expect(timeline.newest(publishedBy: .max) == nil)
  }
}
