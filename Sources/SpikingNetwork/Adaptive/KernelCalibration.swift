import CSpikeKernels

extension PackedNetwork {
  /// The same network with the firing rates below which a gather is the faster kernel as measured on this machine, in a few
  /// hundred milliseconds for a large network; kernels give the same bits, so that outputs do not depend on it.
  ///
  /// Rates stay as they are where kernels cannot be chosen.
  ///
  /// - Parameter clock: gives the nanoseconds of processor time that the calling thread has had.
  public func calibrated(clock: () -> Int64) -> PackedNetwork {
    guard options.choice == .adaptive else { return self }
    var network = self
    network.gatherRates = KernelCalibration(network: self).rates(clock: clock)
    return network
  }
}

/// Times both kernels of every convolution on made-up spikes.
///
/// A gather takes a time for each neuron that fired and some for each pixel, the dense kernel always the same: two measurements
/// of the one and one of the other say where they meet.
struct KernelCalibration {
  private let network: PackedNetwork
  private let memory: MapMemory
  private let layers: [FusedLayer]
  private let lists: ListMemory
  private let scratch: PackedMemory

  /// The firing rates at which a gather is timed.
  private static let rates = (low: 0.15, high: 0.45)
  /// Enough rows for a kernel's inner loops to be most of the time.
  private static let largestRowCount = 16
  private static let repetitions = 2

  init(network: PackedNetwork) {
    let topology = network.outline.topology
    let places = network.layout.layers
    let memory = MapMemory(topology: topology, program: FusedProgram(topology: topology), withAlternatives: true)
    let layers = places.indices.map { FusedLayer(network, $0, map: memory.map(places[$0].source)) }
    self.network = network
    self.memory = memory
    self.layers = layers
    lists = ListMemory(maps: layers.indices.filter { layers[$0].gather != nil }.map { memory.map(places[$0].source) })
    scratch = PackedMemory(byteCount: layers.reduce(64) { max($0, $1.scratchBytes) })
  }

  /// By layer: the firing rate below which a gather is faster.
  func rates(clock: () -> Int64) -> [Double] {
    var rates = network.gatherRates
    // Layers alike share a measurement. All are timed before any is timed again, so that each finds its weights as far from the
    // caches as in a timestep.
    let groups = Dictionary(grouping: layers.indices.filter { layers[$0].gather != nil && layers[$0].dense != nil }) {
      Key(layers[$0])
    }.values.sorted { $0[0] < $1[0] }
    var times = [Times](repeating: Times(), count: groups.count)
    for _ in 0..<Self.repetitions {
      for (index, group) in groups.enumerated() { time(group[0], &times[index], clock) }
    }
    for (index, group) in groups.enumerated() {
      guard let rate = times[index].crossing(Self.rates) else { continue }
      for layer in group { rates[layer] = rate }
    }
    return rates
  }

  private func time(_ index: Int, _ times: inout Times, _ clock: () -> Int64) {
    let layer = layers[index]
    let map = memory.map(network.layout.layers[index].source)
    let rows = min(layer.shape.output_height, Self.largestRowCount)
    let inputRows = min((rows - 1) * layer.shape.stride + layer.shape.kernel, map.height)
    func duration(_ body: () -> Void) -> Int64 {
      let start = clock()
      body()
      return clock() - start
    }
    var call = spike_layer(
      shape: layer.shape, type: layer.type, weights: layer.dense,
      largest_input: network.outline.description.neuron.largestSpikeCount, finish: spike_finish(), next: nil,
      next_bytes: 0)
    call.finish.scale = layer.scales
    call.finish.bias = layer.bias
    fill(map, rate: Self.rates.high, rows: inputRows)
    let dense = duration {
      _ = spike_convolve_dense(
        network.options.level, &call, map, scratch.start, 0, rows, 0,
        spike_block_count(network.options.level, SPIKE_DENSE, layer.type, layer.shape))
    }
    times.dense = min(times.dense, dense)
    call.weights = layer.gather
    func gather(rate: Double) -> Int64 {
      fill(map, rate: rate, rows: inputRows)
      let fired = Int(rate * Double(map.height * map.width * map.channels))
      let lists = lists.lists(map, chunkChannels: spike_chunk_channels(layer.shape, layer.type, fired))
      return duration {
        spike_list_rows(network.options.level, map, layer.type, lists, 0, inputRows)
        _ = spike_convolve_gather(
          network.options.level, &call, lists, map.halo, 0, rows, 0,
          spike_block_count(network.options.level, SPIKE_GATHER, layer.type, layer.shape))
      }
    }
    times.low = min(times.low, gather(rate: Self.rates.low))
    times.high = min(times.high, gather(rate: Self.rates.high))
  }

  /// Makes so many neurons of a map's first rows fire once each, the border none.
  private func fill(_ map: spike_map, rate: Double, rows: Int) {
    let row = (map.width + 2 * map.halo) * map.channels
    let border = map.halo * map.channels
    let bytes = map.data.assumingMemoryBound(to: UInt8.self)
    bytes.update(repeating: 0, count: (rows + 2 * map.halo) * row)
    let limit = UInt64(rate * 65536)
    var random = SplitMix64(seed: 1)
    for y in map.halo..<map.halo + rows {
      let first = bytes + y * row + border
      var place = 0
      while place < map.width * map.channels {
        var bits = random.next()
        for _ in 0..<min(4, map.width * map.channels - place) {
          first[place] = bits & 0xFFFF < limit ? 1 : 0
          bits >>= 16
          place += 1
        }
      }
    }
  }

  /// What makes two layers take the same time.
  private struct Key: Hashable {
    var sides: [Int]

    init(_ layer: FusedLayer) {
      let shape = layer.shape
      sides = [
        shape.input_height, shape.input_width, shape.input_channels, shape.output_channels, shape.kernel, shape.stride,
        Int(layer.type.rawValue),
      ]
    }
  }

  /// The least nanoseconds measured.
  private struct Times {
    var dense = Int64.max
    var low = Int64.max
    var high = Int64.max

    /// The rate at which a gather takes as long as the dense kernel; nil where the clock was too coarse to tell.
    func crossing(_ rates: (low: Double, high: Double)) -> Double? {
      let slope = Double(high - low) / (rates.high - rates.low)
      guard low > 0, slope > 0 else { return nil }
      return min(max(rates.low + Double(dense - low) / slope, 0), 1)
    }
  }
}
