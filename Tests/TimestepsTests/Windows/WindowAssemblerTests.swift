import Testing
import Timesteps

@Suite struct WindowAssemblerTests {
  /// Ten microseconds a timestep, ten events in each plus its index.
  private func timestep(
    _ index: UInt64, segment: UInt64 = 1, start: Int64? = nil, _ discontinuity: Discontinuity = .none,
    dropped: UInt64 = 0
  ) -> Timestep {
    let start = start ?? Int64(index) * 10
    return Timestep(
      index: index, segment: segment, startMicroseconds: start, endMicroseconds: start + 10,
      discontinuity: index == 0 && discontinuity == .none ? .start : discontinuity,
      counts: EventCounts(accepted: 10 + index, droppedTooOld: dropped))
  }

  /// Runs an assembler over timesteps and writes down what it asks for: `0` resets, `r2` runs and `f2` frees timestep 2,
  /// `[10,30)x2` publishes.
  private func log(
    _ schedule: WindowSchedule, _ timesteps: [Timestep], gapLimit: Int64 = 1_000_000, resumes: Bool = false,
    finishes: Bool = false
  ) -> [String] {
    var assembler = WindowAssembler(schedule: schedule, gapLimitMicroseconds: gapLimit, resumesState: resumes)
    var log: [String] = []
    var retained = 0
    func drain() {
      while let step = assembler.next() {
        switch step {
        case .resetState: log.append("0")
        case .run(let tensor): log.append("r\(tensor.timestep.index)")
        case .release(let tensor):
          log.append("f\(tensor.timestep.index)")
          retained -= 1
        case .publish(let window):
          log.append("[\(window.startMicroseconds),\(window.endMicroseconds))x\(window.timesteps)")
        }
      }
    }
    for timestep in timesteps {
      let tensor = TimestepTensor(shape: TensorShape(channels: 1, height: 1, width: 1))
      tensor.timestep = timestep
      assembler.add(tensor)
      retained += 1
      #expect(retained <= schedule.retainedTensorCount)
      drain()
    }
    if finishes {
      assembler.finish()
      drain()
      #expect(retained == 0)
    }
    return log
  }

  private func windows(_ schedule: WindowSchedule, _ timesteps: [(Timestep, lost: UInt64)]) -> [Window] {
    var assembler = WindowAssembler(schedule: schedule)
    var windows: [Window] = []
    for (timestep, lost) in timesteps {
      let tensor = TimestepTensor(shape: TensorShape(channels: 1, height: 1, width: 1))
      tensor.timestep = timestep
      assembler.add(tensor, eventsLostBefore: lost)
      while let step = assembler.next() {
        if case .publish(let window) = step { windows.append(window) }
      }
    }
    return windows
  }

  @Test func aSavedStateIsNotZeroedAtTheStartButAtTheNextGap() throws {
    let carry = try WindowSchedule(timesteps: 2, stateMode: .carry)
    let timesteps = [
      timestep(0), timestep(1), timestep(2, segment: 2, start: 5_000_000, .gap(skippedMicroseconds: 4_999_980)),
    ]
    #expect(log(carry, timesteps, resumes: true) == ["r0", "f0", "r1", "f1", "[0,20)x2", "0", "r2", "f2"])
    #expect(log(carry, timesteps).first == "0")
    let reset = try WindowSchedule(timesteps: 2, stateMode: .reset)
    #expect(log(reset, Array(timesteps.prefix(2)), resumes: true) == log(reset, Array(timesteps.prefix(2))))
  }

  @Test(
    arguments: [
      (.carry, .oldestFirst, 2, "0 r0 f0 r1 f1 [0,20)x2 r2 f2 r3 f3 [20,40)x2 r4 f4"),
      (.carry, .oldestFirst, 1, "0 r0 f0 [0,10)x1 r1 f1 [0,20)x2 r2 f2 [10,30)x2 r3 f3 [20,40)x2 r4 f4 [30,50)x2"),
      (.carry, .newestFirst, 2, "0 r1 r0 f0 f1 [0,20)x2 r3 r2 f2 f3 [20,40)x2"),
      (.reset, .oldestFirst, 2, "0 r0 f0 r1 f1 [0,20)x2 0 r2 f2 r3 f3 [20,40)x2 0 r4 f4"),
      (.reset, .newestFirst, 2, "0 r1 r0 f0 f1 [0,20)x2 0 r3 r2 f2 f3 [20,40)x2"),
      (.reset, .oldestFirst, 1, "0 r0 r1 f0 [0,20)x2 0 r1 r2 f1 [10,30)x2 0 r2 r3 f2 [20,40)x2 0 r3 r4 f3 [30,50)x2"),
      (.reset, .newestFirst, 1, "0 r1 r0 f0 [0,20)x2 0 r2 r1 f1 [10,30)x2 0 r3 r2 f2 [20,40)x2 0 r4 r3 f3 [30,50)x2"),
    ] as [(WindowSchedule.StateMode, WindowSchedule.Order, Int, String)])
  func twoTimestepsAWindow(
    stateMode: WindowSchedule.StateMode, order: WindowSchedule.Order, stride: Int, expected: String
  ) throws {
    let schedule = try WindowSchedule(timesteps: 2, stride: stride, order: order, stateMode: stateMode)
    #expect(log(schedule, (0..<5).map { timestep($0) }).joined(separator: " ") == expected)
  }

  @Test func aStrideBetweenOneAndTheWindow() throws {
    let carry = try WindowSchedule(timesteps: 3, stride: 2, stateMode: .carry)
    #expect(
      log(carry, (0..<6).map { timestep($0) }).filter { $0.hasPrefix("[") } == ["[0,20)x2", "[10,40)x3", "[30,60)x3"])
    let reset = try WindowSchedule(timesteps: 3, stride: 2, stateMode: .reset)
    #expect(
      log(reset, (0..<6).map { timestep($0) }).joined(separator: " ")
        == "0 r0 r1 r2 f0 f1 [0,30)x3 0 r2 r3 r4 f2 f3 [20,50)x3")
  }

  @Test func windowsOfOneTimestepAreTheSameInBothOrders() throws {
    for order in WindowSchedule.Order.allCases {
      let schedule = try WindowSchedule(timesteps: 1, order: order, stateMode: .carry)
      #expect(
        log(schedule, (0..<2).map { timestep($0) }).joined(separator: " ") == "0 r0 f0 [0,10)x1 r1 f1 [10,20)x1")
    }
  }

  @Test(
    arguments: [
      (.carry, .oldestFirst, 2, "0 r0 f0 0 r1 f1 r2 f2 [100,120)x2"),
      (.carry, .oldestFirst, 1, "0 r0 f0 [0,10)x1 0 r1 f1 [100,110)x1 r2 f2 [100,120)x2"),
      (.reset, .oldestFirst, 2, "0 r0 f0 0 r1 f1 r2 f2 [100,120)x2"),
      (.carry, .newestFirst, 2, "f0 0 r2 r1 f1 f2 [100,120)x2"),
      (.reset, .newestFirst, 1, "f0 0 r2 r1 f1 [100,120)x2"),
    ] as [(WindowSchedule.StateMode, WindowSchedule.Order, Int, String)])
  func aGapZeroesTheStateAndBeginsANewWindow(
    stateMode: WindowSchedule.StateMode, order: WindowSchedule.Order, stride: Int, expected: String
  ) throws {
    let schedule = try WindowSchedule(timesteps: 2, stride: stride, order: order, stateMode: stateMode)
    let timesteps = [
      timestep(0), timestep(1, segment: 2, start: 100, .gap(skippedMicroseconds: 90)),
      timestep(2, segment: 2, start: 110),
    ]
    #expect(log(schedule, timesteps).joined(separator: " ") == expected)
  }

  @Test func finishingReleasesWhatIsHeldAndCountsIt() throws {
    let schedule = try WindowSchedule(timesteps: 3, order: .newestFirst, stateMode: .reset)
    #expect(log(schedule, [timestep(0), timestep(1)], finishes: true) == ["f0", "f1"])

    var assembler = WindowAssembler(schedule: schedule)
    let tensor = TimestepTensor(shape: TensorShape(channels: 1, height: 1, width: 1))
    tensor.timestep = timestep(0, dropped: 3)
    assembler.add(tensor)
    assembler.finish()
    #expect(assembler.unreportedLosses == WindowLosses(events: 13, timesteps: 1))
  }

  @Test func aWindowTellsWhatItCoversAndWhatWasLost() throws {
    let schedule = try WindowSchedule(timesteps: 2, stateMode: .carry)
    let windows = windows(
      schedule,
      [
        (timestep(0, dropped: 1), 0), (timestep(1, dropped: 2), 0), (timestep(4), 70), (timestep(5), 0),
        (timestep(6), 0), (timestep(7, segment: 2, start: 5, .restart), 0), (timestep(8, segment: 2, start: 15), 0),
      ])
    #expect(
      windows == [
        Window(
          startMicroseconds: 0, endMicroseconds: 20, timesteps: 2, events: 21, losses: WindowLosses(events: 3),
          stateWasReset: true, discontinuity: .start),
        Window(
          startMicroseconds: 40, endMicroseconds: 60, timesteps: 2, events: 29,
          losses: WindowLosses(events: 70, timesteps: 2), stateWasReset: false, discontinuity: .none),
        Window(
          startMicroseconds: 5, endMicroseconds: 25, timesteps: 2, events: 35,
          losses: WindowLosses(events: 16, timesteps: 1), stateWasReset: true, discontinuity: .restart),
      ])
  }

  @Test func aLostTimestepDoesNotBreakAWindow() throws {
    let schedule = try WindowSchedule(timesteps: 2, stateMode: .carry)
    #expect(log(schedule, [timestep(0), timestep(2)]).last == "[0,30)x2")
    #expect(log(schedule, [timestep(0), timestep(2)], gapLimit: 9).joined(separator: " ") == "0 r0 f0 0 r2 f2")
    #expect(log(schedule, [timestep(0), timestep(2)], gapLimit: 10).last == "[0,30)x2")
  }

  @Test func aDiscontinuityIsSeenThoughTheTimestepThatToldOfItIsLost() throws {
    let schedule = try WindowSchedule(timesteps: 1, stateMode: .carry)
    let windows = windows(
      schedule,
      [
        (timestep(1), 5), (timestep(3, segment: 2, start: 70), 6), (timestep(5, segment: 3, start: 20), 7),
      ])
    #expect(windows.map(\.discontinuity) == [.start, .gap(skippedMicroseconds: 50), .restart])
    #expect(windows.map(\.stateWasReset) == [true, true, true])
    #expect(windows.map(\.losses.events) == [5, 6, 7])
    #expect(windows.map(\.losses.timesteps) == [0, 1, 1])
  }

  @Test(
    arguments: [
      (0, nil, .oldestFirst, .carry), (1_025, nil, .oldestFirst, .carry), (2, 0, .oldestFirst, .carry),
      (2, 3, .oldestFirst, .reset), (2, 1, .newestFirst, .carry), (-1, -1, .newestFirst, .carry),
    ] as [(Int, Int?, WindowSchedule.Order, WindowSchedule.StateMode)])
  func contradictionsAreRefused(
    timesteps: Int, stride: Int?, order: WindowSchedule.Order, stateMode: WindowSchedule.StateMode
  ) {
    #expect(throws: TimestepsError.self) {
      try WindowSchedule(timesteps: timesteps, stride: stride, order: order, stateMode: stateMode)
    }
  }
}
