import CAllocationCounter
import Detections
import EventFormats
import EventProcessing
import EventSources
import Events
import SpikingNetwork
import TestSupport
import Testing
import Timesteps

/// After warm-up, a timestep costs no allocation on its way from the file to the head's output.
@Suite struct AllocationTests {
  /// Decode, slice and inference on one thread, with all their storage.
  final class Path {
    private var source: RecordingFile
    private var batch = EventBatch(capacity: 1000)
    private var slicer: TimestepSlicer
    private let tensor: TimestepTensor
    private let engine: ReferenceEngine
    private var state: MembraneState
    private var outputs: WindowAccumulator
    private let input: UnsafeMutableBufferPointer<Float>
    private let head: UnsafeMutableBufferPointer<Float>
    /// The first event of the batch that has not been sliced.
    private var index = 0

    init(recording: TestRecording, plan: NetworkPlan) throws {
      let description = plan.description
      let encoding = try TensorEncoding(
        representation: .lastPolarity, sensor: TestRecording.geometry, inputWidth: description.input.width,
        inputHeight: description.input.height, resizing: .none, paddingCode: 114, codeDivisor: 255)
      let rules = SlicingRules(timestepMicroseconds: description.input.timestepMicroseconds)
      let source = try RecordingFile(path: recording.path)
      slicer = try TimestepSlicer(rules: rules, encoding: encoding)
      self.source = source
      tensor = TimestepTensor(shape: encoding.shape)
      engine = ReferenceEngine(plan: plan)
      state = MembraneState(outline: plan.outline)
      outputs = WindowAccumulator(timestepsPerWindow: 2, elementCount: description.outputElementCount)
      input = .allocate(capacity: description.input.elementCount)
      input.initialize(repeating: 0)
      head = .allocate(capacity: description.outputElementCount)
      head.initialize(repeating: 0)
    }

    deinit {
      input.deallocate()
      head.deallocate()
    }

    /// Computes so many timesteps, or as many as there are, and gives their number.
    func run(timesteps: Int) throws -> Int {
      var done = 0
      while done < timesteps {
        switch slicer.consume(batch.events, from: &index, into: tensor) {
        case .needsEvents:
          guard try source.read(into: &batch) else { return done }
          index = 0
        case .timestepComplete:
          tensor.withUnsafeMutableCodes { codes in
            for element in input.indices { input[element] = Float(codes[element]) / 255 }
          }
          var output = head.mutableSpan
          engine.step(input: input.span, state: &state, output: &output)
          outputs.append(head.span)
          done += 1
        }
      }
      return done
    }
  }

  /// A filter with the batch that it is given.
  final class Filtering {
    var filter: EventFilter
    private var batch = EventBatch(capacity: 1000)
    private let events: [Event]

    init(_ events: [Event], _ filter: EventFilter) {
      self.events = events
      self.filter = filter
    }

    /// Filters events in batches of a thousand, each with a trigger.
    func apply(_ range: Range<Int>) {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 1000) {
        batch.removeAll()
        for index in start..<start + 1000 { batch.append(events[index]) }
        batch.triggers.append(TriggerEvent(time: events[start].time, channel: 0, isRising: true))
        filter.apply(to: &batch)
      }
    }
  }

  /// Allocations of the calling thread while `body` runs.
  static func allocations(during body: () throws -> Void) rethrows -> UInt64 {
    let before = saccade_allocation_count()
    try body()
    return saccade_allocation_count() - before
  }

  @Test(.enabled(if: saccade_counts_allocations(), "a sanitizer has an allocator of its own"))
  func decodingSlicingAndInferenceAllocateNothing() throws {
    let recording = try TestRecording(count: 60_000)
    let path = try Path(recording: recording, plan: try TestModel.plan())
    let warmUp = try path.run(timesteps: 8)
    let start = saccade_allocation_count()
    let first = try path.run(timesteps: 30)
    let middle = saccade_allocation_count()
    let second = try path.run(timesteps: 60)
    let end = saccade_allocation_count()
    #expect(warmUp == 8 && first == 30 && second == 60)
    #expect(middle - start == 0, "30 timesteps")
    #expect(end - middle == 0, "60 timesteps")
  }

  @Test(
    .enabled(if: saccade_counts_allocations(), "a sanitizer has an allocator of its own"), arguments: [false, true])
  func everyEngineComputesWithoutAllocating(merged: Bool) throws {
    let plan = try TestModel.plan(merged: merged)
    let quantised = IntegerWeight.allCases.map { QuantisedWeights(plan: plan, type: $0) }
    var engines: [any InferenceEngine] = [ReferenceEngine(plan: plan), SpikesEngine(plan: plan)]
    for weights in quantised {
      engines.append(QuantisedEngine(plan: plan, weights: weights))
      engines.append(SpikesEngine(plan: plan, quantised: weights))
      engines.append(QuantisationProbe(plan: plan, weights: weights))
    }
    let mergedPlan = try TestModel.plan(merged: true)
    for weights in [nil, IntegerWeight.int16, .int8] {
      let options = PackedNetwork.Options(weights: weights, merging: merged ? .always : .whereFewFire)
      let network = try PackedNetwork(plan: plan, merged: mergedPlan, options: options)
      engines.append(AdaptiveEngine(network: network))
      engines.append(AdaptiveEngine(network: network, threads: 2, pinsThreads: true))
    }
    let input = [Float](repeating: 0.7, count: plan.description.input.elementCount)
    var output = [Float](repeating: 0, count: plan.description.outputElementCount)
    for engine in engines {
      var state = MembraneState(outline: plan.outline)
      let record = SpikeRecord(topology: plan.topology)
      engine.spikeObserver = record
      func step() {
        var span = output.mutableSpan
        engine.step(input: input.span, state: &state, output: &span)
      }
      step()
      let start = saccade_allocation_count()
      for _ in 0..<3 { step() }
      #expect(saccade_allocation_count() - start == 0, "\(type(of: engine))")
    }
  }

  @Test(.enabled(if: saccade_counts_allocations(), "a sanitizer has an allocator of its own"))
  func filteringAllocatesNothing() throws {
    let events = try TestRecording(count: 40_000).events
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(x: 2, y: 3, width: 50, height: 40)
    rules.keepsCoordinates = true
    rules.noise.hotPixels = .learn(periodMicroseconds: 50_000)
    rules.noise.refractoryMicroseconds = 500
    rules.noise.supportMicroseconds = 8_000
    rules.noise.eventsPerSecond = 24_000
    let filtering = Filtering(events, EventFilter(rules, geometry: TestRecording.geometry))
    filtering.apply(0..<4_000)
    #expect(filtering.filter.hotPixels != nil)
    let start = saccade_allocation_count()
    filtering.apply(4_000..<40_000)
    // As when a session begins.
    filtering.filter.begin()
    filtering.apply(0..<4_000)
    #expect(saccade_allocation_count() - start == 0)
    #expect(filtering.filter.statistics.drops.count == 4 && filtering.filter.statistics.taken == 44_000)
  }

  @Test(.enabled(if: saccade_counts_allocations(), "a sanitizer has an allocator of its own"))
  func trackingAllocatesNothing() throws {
    var random = SplitMix64(state: 41)
    var windows = (0..<40).map { window in
      // Few boxes, then many, so that no storage has grown to its size before.
      (0..<(window * 5)).map { _ in
        Detection(
          x: Float(random.next(below: 300)), y: Float(random.next(below: 200)),
          width: Float(8 + random.next(below: 40)),
          height: Float(8 + random.next(below: 40)), score: Float(random.next(below: 100)) / 100,
          classID: random.next(below: 2))
      }.sorted { $0.score > $1.score }
    }
    var tracker = Tracker(rules: try TrackingRules())
    let start = saccade_allocation_count()
    for index in windows.indices { tracker.track(&windows[index], at: Int64(index) * 50_000) }
    tracker.reset()
    #expect(saccade_allocation_count() - start == 0)
    #expect(windows[39].contains { $0.trackID > 0 })
  }

  @Test(.enabled(if: saccade_counts_allocations(), "a sanitizer has an allocator of its own"))
  func allocationsAreCounted() {
    let array = Self.allocations { _ = [Int](repeating: 1, count: Int.random(in: 1000...2000)).shuffled() }
    #expect(array >= 1)
    let aligned = Self.allocations { UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64).deallocate() }
    #expect(aligned == 1)
    #expect(Self.allocations {} == 0)
  }
}
