import Messages
import Pipeline
import SpikingNetwork
import Testing

/// The event images that go with windows.
@Suite struct WindowImageTests {
  private static let cases: [(stateMode: StateMode, order: TimestepOrder, stride: Int)] = [
    (.carry, .oldestFirst, 3), (.carry, .oldestFirst, 1), (.reset, .oldestFirst, 2), (.reset, .newestFirst, 3),
    (.reset, .newestFirst, 1),
  ]

  @Test func everyRecordedWindowHasTheImageThatEndsIt() throws {
    let recording = try TestRecording(count: 8_000)
    for (stateMode, order, stride) in Self.cases {
      let plan = try TestModel.plan(timesteps: 3, stateMode: stateMode, order: order)
      let captured = try CameraPipelineTests.replay(recording, plan: plan) { configuration, options in
        configuration.stride = stride
        configuration.recordsImages = true
        // Two rounds: the sensor's time begins again.
        options.loops = 2
      }.output.captured
      #expect(captured.frames.count > 8 && captured.images.count == captured.frames.count)
      for (frame, (image, sequence)) in zip(captured.frames, captured.images) {
        #expect(sequence == frame.sequence && image.sensorTimeMicroseconds == frame.windowEndMicroseconds)
        #expect(image.width == 60 && image.height == 50 && image.pixels.contains { $0 != 0 })
      }
    }
  }

  @Test func nobodyIsGivenImagesUnlessSomebodyLooks() throws {
    let recording = try TestRecording(count: 8_000)
    let plan = try TestModel.plan()
    let view = LiveView()
    func images() throws -> Int {
      try CameraPipelineTests.replay(recording, plan: plan) { configuration, options in
        configuration.view = view
        options.pace = .factor(1)
      }.output.captured.images.count
    }
    #expect(try images() == 0)
    view.beginViewing()
    #expect(try images() > 0)
  }
}
