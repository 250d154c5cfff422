import CSpikeKernels

/// What the processor's multiplications and additions do at best, with nothing to load.
package struct KernelPeak {
  private final class Rounds {
    let level = spike_kernel_best_level()
    let type: spike_weight_type
    var count = 1 << 14

    init(type: spike_weight_type) { self.type = type }
  }

  /// The name of the instructions that engines use on this processor.
  package static var instructions: String {
    switch spike_kernel_best_level() {
    case SPIKE_KERNEL_AVX512: "AVX-512 VNNI"
    case SPIKE_KERNEL_AVX2: "AVX2"
    case SPIKE_KERNEL_NEON: "NEON"
    default: "portable"
    }
  }

  /// Multiply-accumulates in a second of a number of threads at once, the best of several tries.
  ///
  /// - Parameters:
  ///   - weights: The type of the weights, nil for float32.
  ///   - threads: The threads, at least 1.
  ///   - clock: A clock's nanoseconds.
  package static func measure(weights: IntegerWeight?, threads: Int, clock: () -> Int64) -> Double {
    let rounds = Rounds(
      type: weights == .int8 ? SPIKE_WEIGHT_I8 : weights == .int16 ? SPIKE_WEIGHT_I16 : SPIKE_WEIGHT_F32)
    let team = WorkerTeam(workers: threads, pinned: false)
    var best = 0.0
    for _ in 0..<12 {
      let start = clock()
      team.run(Unmanaged.passUnretained(rounds).toOpaque()) { context, _ in
        guard let context else { return }
        let rounds = Unmanaged<Rounds>.fromOpaque(context).takeUnretainedValue()
        _ = spike_peak(rounds.level, rounds.type, rounds.count)
      }
      let taken = max(clock() - start, 1)
      // No work: only what a round of one thread counts.
      let perRound = spike_peak(rounds.level, rounds.type, 1)
      best = max(best, Double(perRound * rounds.count * team.count) / Double(taken) * 1e9)
      if taken < 3_000_000 { rounds.count *= 4 }
    }
    return best
  }
}
