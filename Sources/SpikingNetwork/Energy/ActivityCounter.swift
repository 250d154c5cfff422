import CSpikeKernels

/// Counts what a network does while any engine computes it, from the spikes alone.
///
/// The counts are those of `SpikesEngine` for the topology that is given: a spike costs one addition for each weight that it meets
/// inside the map. Nothing is allocated after construction.
public final class ActivityCounter: SpikeObserver {
  /// What was counted.
  public private(set) var activity: NetworkActivity
  /// The time that counting has taken, as the clock tells it.
  public private(set) var nanosecondsSpent: Int64 = 0

  /// A convolution that reads the spikes of a neuron layer.
  private struct Reader {
    var convolution: Int
    /// How many outputs read a row and a column; nil where all are read equally often.
    var taps: (rows: [Int], columns: [Int])?
    /// The additions for each spike and pair of taps.
    var additions: Int
  }

  private let neuronAtOffset: [Int: Int]
  private let readers: [[Reader]]
  private let valueOperations: [Int]
  private let clock: (() -> Int64)?
  private var pixelSums: [Int]

  /// Creates a counter of nothing.
  ///
  /// - Parameters:
  ///   - topology: the network that is counted for; it may be the merged one of the network that is computed, whose neurons are
  ///     the same.
  ///   - clock: nanoseconds, for `nanosecondsSpent`.
  public init(topology: NetworkTopology, clock: (() -> Int64)? = nil) {
    activity = NetworkActivity(topology: topology)
    self.clock = clock
    neuronAtOffset = Dictionary(
      uniqueKeysWithValues: topology.neurons.enumerated().map { ($1.stateOffset, $0) })
    var readers = [[Reader]](repeating: [], count: topology.neurons.count)
    var valueOperations = [Int](repeating: 0, count: topology.convolutions.count)
    for (index, (convolution, source)) in zip(topology.convolutions, topology.sources).enumerated() {
      let map = topology.featureMaps[source.map]
      guard let neuron = source.neuron else {
        let dense = DenseOperations(of: convolution, height: map.height, width: map.width)
        valueOperations[index] = dense.withoutZeroPadding
        continue
      }
      let isPointwise = convolution.kernel == 1 && convolution.stride == 1 && convolution.padding == 0
      readers[neuron].append(
        Reader(
          convolution: index,
          taps: isPointwise
            ? nil : (Self.taps(convolution, inputs: map.height), Self.taps(convolution, inputs: map.width)),
          additions: convolution.isDepthwise ? 1 : convolution.outputChannels))
    }
    self.readers = readers
    self.valueOperations = valueOperations
    pixelSums = Array(repeating: 0, count: topology.neurons.map { $0.height * $0.width }.max() ?? 0)
  }

  /// Gives what was counted and begins anew.
  public func takeActivity() -> NetworkActivity {
    defer { activity.removeAll() }
    return activity
  }

  /// Counts one layer's spikes.
  public func observe(neuron: Neuron, spikes: Span<UInt8>) {
    let start = clock?() ?? 0
    guard let index = neuronAtOffset[neuron.stateOffset] else { return }
    if index == 0 { beginTimestep() }
    spikes.withUnsafeBufferPointer { spikes in
      let total = Int(spike_sum(spikes.baseAddress, spikes.count))
      activity.firedCounts[index] += Int(spike_count_nonzero(spikes.baseAddress, spikes.count))
      activity.spikeCounts[index] += total
      var hasPixelSums = false
      for reader in readers[index] {
        guard let taps = reader.taps else {
          activity.accumulates[reader.convolution] += total * reader.additions
          continue
        }
        if !hasPixelSums { addUpPixels(spikes, of: neuron) }
        hasPixelSums = true
        activity.accumulates[reader.convolution] += additions(taps.rows, taps.columns) * reader.additions
      }
    }
    if let clock { nanosecondsSpent += clock() - start }
  }

  private func beginTimestep() {
    activity.timesteps += 1
    for index in valueOperations.indices { activity.multiplyAccumulates[index] += valueOperations[index] }
  }

  private func addUpPixels(_ spikes: UnsafeBufferPointer<UInt8>, of neuron: Neuron) {
    guard let base = spikes.baseAddress else { return }
    for pixel in 0..<neuron.height * neuron.width {
      pixelSums[pixel] = Int(spike_sum(base + pixel * neuron.channels, neuron.channels))
    }
  }

  private func additions(_ rows: [Int], _ columns: [Int]) -> Int {
    var sum = 0
    for row in rows.indices where rows[row] > 0 {
      var rowSum = 0
      for column in columns.indices { rowSum += pixelSums[row * columns.count + column] * columns[column] }
      sum += rowSum * rows[row]
    }
    return sum
  }

  /// Along one axis: how many outputs read each input.
  private static func taps(_ convolution: Convolution, inputs: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: inputs)
    for output in 0..<convolution.outputSide(inputs) {
      for tap in 0..<convolution.kernel {
        let input = output * convolution.stride - convolution.padding + tap
        if counts.indices.contains(input) { counts[input] += 1 }
      }
    }
    return counts
  }
}
