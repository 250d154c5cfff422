import CSpikeKernelChecks
import CSpikeKernels
import Testing

extension spike_kernel_level {
  /// The levels that this processor runs.
  static let runnable = [SPIKE_KERNEL_PORTABLE, SPIKE_KERNEL_AVX2, SPIKE_KERNEL_AVX512, SPIKE_KERNEL_NEON].filter {
    spike_kernel_runs($0)
  }
}

/// Every level against sums written out one by one (in C: the same checks run on processors that this machine only emulates).
@Suite struct VectorKernelTests {
  @Test(arguments: spike_kernel_level.runnable, [UInt64(1), 2, 3])
  func randomLayers(level: spike_kernel_level, seed: UInt64) {
    #expect(spike_check_random_layers(level, seed, spike_random_layer_kinds) == 0)
  }

  @Test(arguments: spike_kernel_level.runnable) func largestSumsOfEitherSign(level: spike_kernel_level) {
    #expect(spike_check_largest_sums(level) == 0)
  }

  @Test(arguments: spike_kernel_level.runnable) func asManyInputsAsNarrowSumsHold(level: spike_kernel_level) {
    #expect(spike_check_narrow_sums(level) == 0)
  }

  @Test(arguments: spike_kernel_level.runnable) func valuesAddInTheOrderOfTheReference(level: spike_kernel_level) {
    #expect(spike_check_values(level, 4, 60) == 0)
  }

  @Test(arguments: spike_kernel_level.runnable) func listsHoldWhatFired(level: spike_kernel_level) {
    #expect(spike_check_lists(level, 5) == 0)
  }

  @Test(arguments: spike_kernel_level.runnable) func mapsBecomeChannelsOfOthers(level: spike_kernel_level) {
    #expect(spike_check_finished_rows(level, 6, 60) == 0)
  }

  @Test func bordersAreFilledAndNothingElse() {
    #expect(spike_check_borders() == 0)
  }
}
