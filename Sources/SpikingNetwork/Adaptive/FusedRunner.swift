import CSpikeKernels

/// Runs a fused program on a team of workers: each takes its share of the rows, or of the output channels, of every operation.
///
/// What a worker computes does not depend on how the shares are cut: every output element's sum is taken by one worker in one
/// order. The workers meet at a barrier wherever one reads what another wrote.
final class FusedRunner {
  /// What one timestep reads and writes.
  struct Step {
    var input: UnsafePointer<Float>
    var potentials: UnsafeMutablePointer<Float>
    var output: UnsafeMutablePointer<Float>
    var observer: (any SpikeObserver)?
    var operationObserver: (any OperationObserver)?
  }

  let topology: NetworkTopology
  let team: WorkerTeam
  let memory: MapMemory
  let level: spike_kernel_level
  private let network: PackedNetwork
  private let program: FusedProgram
  /// By convolution, and behind them the merged ones.
  let layers: [FusedLayer]
  /// By operation: the merged convolution that may be computed in place of it and the two behind it.
  private let mergedAt: [Int?]
  /// By map of values that has a border: the convolution that says what lies there.
  private let outside: [Int?]
  /// One set of lists: a map's neurons that fired stay listed until another map's are.
  private let lists: ListMemory
  /// Room for each worker to widen spikes in.
  private let scratch: [UnsafeMutableRawPointer]
  /// How many neurons of a map each worker saw firing: [map][worker].
  private let firedCounts: UnsafeMutablePointer<Int>
  /// How many sums over a map of values each worker took: [map][worker].
  private let sumCounts: UnsafeMutablePointer<Int>
  private var observed: UnsafeMutablePointer<UInt8>?
  /// What each worker takes for an operation, while somebody looks.
  private var stopwatch: WorkerStopwatch?
  private var step: Step?
  /// By worker and operation: the weights that the worker read first in the timestep before.
  private let firstWeights: UnsafeMutablePointer<FirstWeights>
  /// By operation, and for the end: the first convolution from there on, an index of the program's operations.
  private let nextConvolution: [Int?]

  /// What of a convolution's weights is read first.
  private struct FirstWeights {
    var start: UnsafeRawPointer?
    var byteCount = 0
  }

  init(network: PackedNetwork, team: WorkerTeam) {
    let topology = network.outline.topology
    let program = FusedProgram(topology: topology)
    let places = network.layout
    let memory = MapMemory(
      topology: topology, program: program, withAlternatives: places.mergedAt.contains { $0 != nil })
    let layers = places.layers.indices.map { FusedLayer(network, $0, map: memory.map(places.layers[$0].source)) }
    self.network = network
    self.topology = topology
    self.program = program
    self.memory = memory
    self.team = team
    self.layers = layers
    level = network.options.level
    mergedAt = places.mergedAt.map { index in index.flatMap { layers[$0].gather == nil ? nil : $0 } }
    var outside = [Int?](repeating: nil, count: topology.featureMaps.count)
    for operation in program.operations {
      guard case .convolve(let index) = operation.kind, layers[index].outside != nil else { continue }
      outside[operation.inputs[0]] = index
    }
    self.outside = outside
    let listed = layers.indices.filter { layers[$0].gather != nil }
    lists = ListMemory(maps: listed.map { memory.map(places.layers[$0].source) })
    let scratchBytes = layers.reduce(64) { max($0, $1.scratchBytes) }
    scratch = (0..<team.count).map { _ in AlignedMemory.allocate(scratchBytes) }
    let counterCount = topology.featureMaps.count * team.count
    firedCounts = .allocate(capacity: counterCount)
    firedCounts.initialize(repeating: 0, count: counterCount)
    sumCounts = .allocate(capacity: counterCount)
    sumCounts.initialize(repeating: 0, count: counterCount)
    let operationCount = program.operations.count
    firstWeights = .allocate(capacity: operationCount * team.count)
    firstWeights.initialize(repeating: FirstWeights(), count: operationCount * team.count)
    nextConvolution = (0...operationCount).map { start in
      program.operations[start...].firstIndex { if case .convolve = $0.kind { true } else { false } }
    }
  }

  deinit {
    for memory in scratch { AlignedMemory.deallocate(memory) }
    firedCounts.deallocate()
    sumCounts.deallocate()
    firstWeights.deallocate()
    observed?.deallocate()
  }

  /// Computes one timestep.
  func run(_ step: Step) {
    if step.observer != nil, observed == nil {
      observed = .allocate(capacity: topology.neurons.reduce(1) { max($0, $1.elementCount) })
    }
    if step.operationObserver != nil, stopwatch == nil { stopwatch = WorkerStopwatch(workers: team.count) }
    self.step = step
    team.run(Unmanaged.passUnretained(self).toOpaque()) { context, worker in
      guard let context else { return }
      Unmanaged<FusedRunner>.fromOpaque(context).takeUnretainedValue().work(worker)
    }
    self.step = nil
  }

  private func work(_ worker: Int) {
    guard let step else { return }
    let watch = step.operationObserver
    var start = watch?.nanoseconds() ?? 0
    load(step.input, worker)
    if let watch { stopwatch?.note(watch.nanoseconds() - start, worker, slot: 0) }
    team.barrier()
    if let watch, worker == 0 { show(ComputedOperation(kernel: .load), slot: 0, to: watch) }
    // Which map's neurons are listed, and how: every worker comes to the same answer.
    var listed = (map: -1, chunkChannels: 0)
    var index = 0
    while index < program.operations.count {
      var operation = program.operations[index]
      let place = index
      var layer: Int?
      if let merged = mergedAt[index], let alternative = program.alternatives[index], isQuiet(operation.inputs[0]) {
        operation = alternative.operation
        layer = merged
        index += 2
      }
      index += 1
      start = watch?.nanoseconds() ?? 0
      let kernel: ComputedOperation.Kernel
      switch operation.kind {
      case .convolve(let convolution):
        kernel = convolve(
          operation, layer ?? convolution, step, worker, &listed, places: (place, nextConvolution[index]))
      case .collect:
        collect(operation, step, worker)
        kernel = .collect
      case .maximum5:
        if worker == 0 { maximum5(operation) }
        kernel = .maximum
      case .upsample2:
        upsample2(operation, worker)
        kernel = .upsample
      case .emit(let channel, let anchor):
        emit(operation, channel: channel, anchor: anchor, step, worker)
        kernel = .emit
      }
      if let watch { stopwatch?.note(watch.nanoseconds() - start, worker, slot: index) }
      team.barrier()
      if let watch, worker == 0 { show(computed(operation, kernel, merged: layer), slot: index, to: watch) }
      if let neuron = operation.neuron, let observer = step.observer {
        if worker == 0 { show(neuron, to: observer) }
        team.barrier()
      }
    }
  }

  /// Whether so few neurons of a map fired that a merged convolution is faster than the three it is made of.
  private func isQuiet(_ map: Int) -> Bool {
    Double(firedCount(map)) < network.options.mergesBelow * Double(topology.featureMaps[map].elementCount)
  }

  // MARK: Operations

  private func convolve(
    _ operation: FusedOperation, _ index: Int, _ step: Step, _ worker: Int,
    _ listed: inout (map: Int, chunkChannels: Int), places: (this: Int, next: Int?)
  ) -> ComputedOperation.Kernel {
    let weights = layers[index]
    let source = operation.inputs[0]
    let map = memory.map(source)
    var layer = spike_layer(
      shape: weights.shape, type: weights.type, weights: weights.dense,
      largest_input: topology.description.neuron.largestSpikeCount, finish: finish(operation, step, weights),
      next: nil, next_bytes: 0)
    if let place = places.next {
      // What it read first a timestep ago is what it will read first now, unless another kernel is chosen.
      let next = firstWeights[worker * program.operations.count + place]
      (layer.next, layer.next_bytes) = (next.start, next.byteCount)
    }
    let height = weights.shape.output_height
    var fired = 0
    let first: FirstWeights
    let kernel: ComputedOperation.Kernel
    if weights.isDepthwise {
      kernel = .depthwise
      first = FirstWeights(
        start: weights.dense, byteCount: spike_packed_bytes(level, SPIKE_DEPTHWISE, weights.type, weights.shape))
      let rows = team.share(of: height, worker: worker)
      fired = spike_convolve_depthwise(
        level, &layer, map, weights.isOfValues, scratch[worker], rows.lowerBound, rows.upperBound)
    } else if let gather = weights.gather, firedCount(source) < weights.denseFrom {
      kernel = .gather
      if listed.map != source {
        listed = (source, spike_chunk_channels(weights.shape, weights.type, firedCount(source)))
        let rows = team.share(of: map.height, worker: worker)
        spike_list_rows(
          level, map, weights.type, lists.lists(map, chunkChannels: listed.chunkChannels), rows.lowerBound,
          rows.upperBound)
        team.barrier()
      }
      layer.weights = gather
      let lists = lists.lists(map, chunkChannels: listed.chunkChannels)
      var share = share(SPIKE_GATHER, weights, worker)
      if !splitsBlocks(SPIKE_GATHER, weights) { share.rows = evenShare(of: height, lists, map, worker) }
      first = firstWeights(SPIKE_GATHER, weights, gather, block: share.blocks.lowerBound)
      fired = spike_convolve_gather(
        level, &layer, lists, map.halo, share.rows.lowerBound, share.rows.upperBound, share.blocks.lowerBound,
        share.blocks.upperBound)
    } else {
      kernel = weights.isOfValues ? .values : .dense
      let share = share(SPIKE_DENSE, weights, worker)
      first = firstWeights(SPIKE_DENSE, weights, weights.dense, block: share.blocks.lowerBound)
      fired =
        weights.isOfValues
        ? spike_convolve_values(
          level, &layer, map, scratch[worker], share.rows.lowerBound, share.rows.upperBound, share.blocks.lowerBound,
          share.blocks.upperBound, sumCounts + source * team.count + worker)
        : spike_convolve_dense(
          level, &layer, map, scratch[worker], share.rows.lowerBound, share.rows.upperBound, share.blocks.lowerBound,
          share.blocks.upperBound)
    }
    firstWeights[worker * program.operations.count + places.this] = first
    finishBorders(operation, fired, worker)
    return kernel
  }

  /// The weights of a block and a form, with which a worker begins.
  private func firstWeights(
    _ form: spike_form, _ weights: FusedLayer, _ start: UnsafeRawPointer?, block: Int
  ) -> FirstWeights {
    let blocks = spike_block_count(level, form, weights.type, weights.shape)
    let bytes = spike_packed_bytes(level, form, weights.type, weights.shape) / blocks
    return FirstWeights(start: start.map { $0 + block * bytes }, byteCount: block < blocks ? bytes : 0)
  }

  /// A worker's rows and blocks: rows, but where these are few the blocks, so that each worker reads only half of the weights.
  private func share(
    _ form: spike_form, _ weights: FusedLayer, _ worker: Int
  ) -> (rows: Range<Int>, blocks: Range<Int>) {
    let height = weights.shape.output_height
    let blocks = spike_block_count(level, form, weights.type, weights.shape)
    if splitsBlocks(form, weights) { return (0..<height, team.share(of: blocks, worker: worker)) }
    return (team.share(of: height, worker: worker), 0..<blocks)
  }

  private func splitsBlocks(_ form: spike_form, _ weights: FusedLayer) -> Bool {
    weights.shape.output_height < 16 && spike_block_count(level, form, weights.type, weights.shape) >= 2 * team.count
  }

  /// A worker's output rows such that all workers have about as many neurons that fired in front of them: scenes have a sky.
  private func evenShare(of height: Int, _ lists: spike_lists, _ map: spike_map, _ worker: Int) -> Range<Int> {
    let starts = spike_list_starts(lists, map)
    func fired(row: Int) -> Int { Int(lists.start[(row + 1) * starts - 1]) }
    // A row takes some time though nothing fires in it.
    let base = map.width + 2 * map.halo
    let total = (0..<map.height).reduce(0) { $0 + fired(row: $1) + base }
    func boundary(_ part: Int) -> Int {
      var (row, passed) = (0, 0)
      while row < map.height, passed * team.count < total * part {
        passed += fired(row: row) + base
        row += 1
      }
      return min(row * height / map.height, height)
    }
    return boundary(worker)..<(worker + 1 == team.count ? height : boundary(worker + 1))
  }

  private func finish(_ operation: FusedOperation, _ step: Step, _ weights: FusedLayer?) -> spike_finish {
    let constants = topology.description.neuron
    var finish = spike_finish()
    finish.scale = weights?.scales
    finish.bias = weights?.bias
    if let residual = operation.residual { finish.residual = UnsafePointer(memory.values(residual)) }
    if let values = operation.values {
      finish.values = memory.values(values)
      finish.values_row = memory.rowElements(values)
    }
    if let neuron = operation.neuron {
      finish.membrane = step.potentials + topology.neurons[neuron.index].stateOffset
      finish.spikes = memory.spikes(neuron.spikes)
      finish.spikes_row = memory.rowElements(neuron.spikes)
    }
    finish.alpha = constants.alpha
    finish.beta = constants.beta
    finish.limit = Float(constants.largestSpikeCount)
    return finish
  }

  /// Fills the borders of what was written and notes how many neurons fired.
  private func finishBorders(_ operation: FusedOperation, _ fired: Int, _ worker: Int) {
    if let values = operation.values, memory.halos[values] > 0, let outside = outside[values] {
      let map = memory.map(values)
      let rows = team.share(of: map.height, worker: worker)
      spike_fill_border(map, layers[outside].outside, rows.lowerBound, rows.upperBound)
    }
    guard let neuron = operation.neuron else { return }
    let map = memory.map(neuron.spikes)
    let rows = team.share(of: map.height, worker: worker)
    spike_clear_border(map, rows.lowerBound, rows.upperBound)
    firedCounts[neuron.spikes * team.count + worker] = fired
  }

  private func firedCount(_ map: Int) -> Int { total(firedCounts, map) }

  /// What all workers counted of a map.
  private func total(_ counts: UnsafeMutablePointer<Int>, _ map: Int) -> Int {
    (0..<team.count).reduce(0) { $0 + counts[map * team.count + $1] }
  }

  private func collect(_ operation: FusedOperation, _ step: Step, _ worker: Int) {
    var finish = finish(operation, step, nil)
    let inputs = operation.inputs
    let first = topology.featureMaps[inputs[0]]
    let channels = inputs.reduce(0) { $0 + topology.featureMaps[$1].channels }
    let rows = team.share(of: first.height, worker: worker)
    var (channel, fired) = (0, 0)
    for input in inputs {
      let part = topology.featureMaps[input].channels
      fired += spike_finish_rows(
        level, &finish, memory.values(input), part, first.width, channels, channel, rows.lowerBound, rows.upperBound)
      channel += part
    }
    finishBorders(operation, fired, worker)
  }

  private func maximum5(_ operation: FusedOperation) {
    guard let values = operation.values else { return }
    let map = topology.featureMaps[values]
    spike_maximum_5(
      memory.values(operation.inputs[0]), map.height, map.width, map.channels, memory.values(values))
  }

  private func upsample2(_ operation: FusedOperation, _ worker: Int) {
    guard let values = operation.values else { return }
    let map = topology.featureMaps[operation.inputs[0]]
    let (source, target) = (memory.values(operation.inputs[0]), memory.values(values))
    for y in team.share(of: 2 * map.height, worker: worker) {
      for x in 0..<2 * map.width {
        (target + (y * 2 * map.width + x) * map.channels).update(
          from: source + (y / 2 * map.width + x / 2) * map.channels, count: map.channels)
      }
    }
  }

  private func emit(_ operation: FusedOperation, channel: Int, anchor: Int, _ step: Step, _ worker: Int) {
    let map = topology.featureMaps[operation.inputs[0]]
    let anchorCount = topology.description.anchorCount
    let source = memory.values(operation.inputs[0])
    for c in team.share(of: map.channels, worker: worker) {
      let row = step.output + (channel + c) * anchorCount + anchor
      for pixel in 0..<map.height * map.width { row[pixel] = source[pixel * map.channels + c] }
    }
  }

  /// Brings the input from [3, height, width] to the first map.
  private func load(_ input: UnsafePointer<Float>, _ worker: Int) {
    let map = memory.map(0)
    let (target, row) = (memory.values(0), memory.rowElements(0))
    let pixels = map.height * map.width
    let rows = team.share(of: map.height, worker: worker)
    for y in rows {
      for channel in 0..<map.channels {
        let source = input + channel * pixels + y * map.width
        let pixel = target + y * row + channel
        for x in 0..<map.width { pixel[x * map.channels] = source[x] }
      }
    }
    // Four bytes for each channel's float32 zero.
    let bytes = spike_map(
      data: map.data, height: map.height, width: map.width, channels: map.channels * 4, halo: map.halo)
    spike_clear_border(bytes, rows.lowerBound, rows.upperBound)
  }

  private func show(_ neuron: (index: Int, spikes: Int), to observer: any SpikeObserver) {
    guard let observed else { return }
    let layer = topology.neurons[neuron.index]
    let (source, row) = (memory.spikes(neuron.spikes), memory.rowElements(neuron.spikes))
    let count = layer.width * layer.channels
    for y in 0..<layer.height { (observed + y * count).update(from: source + y * row, count: count) }
    observer.observe(neuron: layer, spikes: Span(_unsafeStart: observed, count: layer.elementCount))
  }

  private func show(_ operation: ComputedOperation, slot: Int, to observer: any OperationObserver) {
    var operation = operation
    operation.nanoseconds = stopwatch?.longest(slot: slot) ?? 0
    observer.observe(operation)
  }

  /// What an operation was; `merged` is the merged convolution that it computed, if any.
  private func computed(
    _ operation: FusedOperation, _ kernel: ComputedOperation.Kernel, merged: Int?
  ) -> ComputedOperation {
    var computed = ComputedOperation(kernel: kernel)
    guard case .convolve(let convolution) = operation.kind else { return computed }
    let layer = layers[merged ?? convolution]
    let source = topology.featureMaps[operation.inputs[0]]
    let module = topology.convolutions[convolution].module
    computed.module = merged == nil ? module : String(module.dropLast(".body.2.1".count))
    computed.isMerged = merged != nil
    computed.weights =
      switch layer.type {
      case SPIKE_WEIGHT_I8: .int8
      case SPIKE_WEIGHT_I16: .int16
      default: nil
      }
    let shape = layer.shape
    let products = shape.kernel * shape.kernel * (layer.isDepthwise ? 1 : shape.input_channels)
    let outputs = shape.output_height * shape.output_width * shape.output_channels
    computed.multiplyAccumulates = outputs * products
    if kernel == .values { computed.spared = (outputs - total(sumCounts, operation.inputs[0])) * products }
    computed.inputCount = source.elementCount
    computed.firedCount = source.content == .values ? nil : firedCount(operation.inputs[0])
    return computed
  }
}
