import SpikingNetwork

/// What `saccade benchmark network` measured.
struct NetworkBenchmarkReport: Encodable {
  /// Wall times of a timestep.
  struct Times: Encodable {
    var min: Double
    var median: Double
    var p99: Double

    init(milliseconds: [Double]) {
      let sorted = milliseconds.sorted()
      func quantile(_ q: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[Swift.min(Int((Double(sorted.count - 1) * q).rounded()), sorted.count - 1)]
      }
      (min, median, p99) = (quantile(0), quantile(0.5), quantile(0.99))
    }
  }

  /// A convolution, per timestep in which it was computed.
  struct Layer: Encodable {
    var name: String
    var merged: Bool
    /// Timesteps in which it was computed.
    var steps: Int
    /// In how many of them each kernel was chosen.
    var kernels: [String: Int]
    /// The part of its inputs that were not zero; nil for real numbers.
    var density: Double?
    /// The slowest worker's mean time.
    var milliseconds: Double
    /// Millions of multiply-accumulates of inputs that were not zero, and of all that were done.
    var megaMACsNeeded: Double
    var megaMACsDone: Double
    /// Billions of them a second.
    var gigaMACsNeededPerSecond: Double
    var gigaMACsDonePerSecond: Double
    /// What was done of what the processor's multiplications can do, 0...1.
    var shareOfPeak: Double

    enum CodingKeys: String, CodingKey {
      case name, merged, steps, kernels, density
      case milliseconds = "ms"
      case megaMACsNeeded = "mmac_needed"
      case megaMACsDone = "mmac_done"
      case gigaMACsNeededPerSecond = "gmac_per_s_needed"
      case gigaMACsDonePerSecond = "gmac_per_s_done"
      case shareOfPeak = "share_of_peak"
    }
  }

  /// All operations of a kind that are no convolutions, per timestep.
  struct Other: Encodable {
    var name: String
    var milliseconds: Double

    enum CodingKeys: String, CodingKey {
      case name
      case milliseconds = "ms"
    }
  }

  var model: String
  var digest: String
  var parameters: Int
  var engine: String
  var weights: String
  var threads: Int
  var instructions: String
  var input: String
  var steps: Int
  /// The mean fraction of neurons that fired.
  var firingRate: Double
  var loadMilliseconds: Double
  var firstCallMilliseconds: Double
  var timestep: Times
  var stepMilliseconds: [Double]
  var peakMemoryBytes: Int?
  /// Billions of multiply-accumulates a second at best, by the bits of the weights.
  var peak: [String: Double]
  /// Empty for engines that do not tell.
  var layers: [Layer]
  var others: [Other]

  enum CodingKeys: String, CodingKey {
    case model, digest, parameters, engine, weights, threads, instructions, input, steps, layers, others
    case firingRate = "firing_rate"
    case loadMilliseconds = "load_ms"
    case firstCallMilliseconds = "first_call_ms"
    case timestep = "ms_per_timestep"
    case stepMilliseconds = "step_ms"
    case peakMemoryBytes = "peak_memory_bytes"
    case peak = "peak_gmac_per_s"
  }

  /// The bits of the weights whose multiplications an operation uses.
  static func precision(of operation: ComputedOperation) -> WeightPrecision {
    switch operation.weights {
    // Depthwise weights of 8 bits are multiplied as 16.
    case .int8: operation.kernel == .depthwise ? .int16 : .int8
    case .int16: .int16
    case nil: .f32
    }
  }

  /// The rows of what an engine showed in `steps` timesteps, in the order of the network.
  mutating func take(_ sums: [String: OperationTimes.Sum], topology: NetworkTopology) {
    var order: [String: Int] = [:]
    for (index, convolution) in topology.convolutions.enumerated() {
      order[convolution.module] = index
      if convolution.module.hasSuffix(".body.0") { order[String(convolution.module.dropLast(7))] = index }
    }
    let convolutions = sums.filter { $0.value.operation.module != nil }.sorted {
      let (a, b) = ($0.value.operation, $1.value.operation)
      let (first, second) = (order[a.module ?? "", default: 0], order[b.module ?? "", default: 0])
      return first != second ? first < second : a.isMerged && !b.isMerged
    }
    layers = convolutions.map { name, sum in
      let count = Double(sum.steps)
      let seconds = max(Double(sum.nanoseconds), 1) * 1e-9
      let best = peak[Self.precision(of: sum.operation).rawValue, default: 0]
      return Layer(
        name: name, merged: sum.operation.isMerged, steps: sum.steps,
        kernels: Dictionary(uniqueKeysWithValues: sum.kernels.map { ($0.rawValue, $1) }),
        density: sum.operation.firedCount == nil ? nil : sum.density / count, milliseconds: seconds * 1e3 / count,
        megaMACsNeeded: sum.needed / count / 1e6, megaMACsDone: sum.done / count / 1e6,
        gigaMACsNeededPerSecond: sum.needed / seconds / 1e9, gigaMACsDonePerSecond: sum.done / seconds / 1e9,
        shareOfPeak: best > 0 ? sum.done / seconds / 1e9 / best : 0)
    }
    others = sums.filter { $0.value.operation.module == nil }.sorted { $0.key < $1.key }.map {
      Other(name: $0, milliseconds: Double($1.nanoseconds) / 1e6 / Double(max(steps, 1)))
    }
  }
}
