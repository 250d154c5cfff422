import Detections
import Testing

@Suite struct LabelWindowsTests {
  private let windows = LabelWindows(timestepMicroseconds: 50, timesteps: 3)

  private func bounds(_ slices: [LabelWindows.Slice]) -> [[Int64]] { slices.map { [$0.start, $0.end] } }

  @Test func aWindowEndsAtItsLabel() {
    #expect(bounds(windows.window(endingAt: 200)) == [[50, 100], [100, 150], [150, 200]])
    #expect(bounds(windows.window(endingAt: 60)) == [[-90, -40], [-40, 10], [10, 60]])
    #expect(windows.window(endingAt: .min + 70).count == 1)
  }

  @Test func timestepsBetweenLabelsAreCutBackFromTheLater() {
    // What does not fit is a shorter timestep after the earlier label.
    #expect(bounds(windows.slices(from: 100, to: 220, isContinued: true)) == [[100, 120], [120, 170], [170, 220]])
    #expect(bounds(windows.slices(from: 100, to: 200, isContinued: true)) == [[100, 150], [150, 200]])
    #expect(bounds(windows.slices(from: 100, to: 120, isContinued: true)) == [[100, 120]])
    // At the beginning nothing lies before, so the first one is whole.
    #expect(bounds(windows.slices(from: 100, to: 220, isContinued: false)) == [[70, 120], [120, 170], [170, 220]])
    #expect(windows.slices(from: 100, to: 100, isContinued: true).isEmpty)
  }
}
