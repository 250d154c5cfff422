import CSpikeKernelChecks
import CSpikeKernels
import Testing

/// Teams of workers, more of them than this machine may have processors (thread sanitizer: `make sanitize`).
@Suite struct TeamTests {
  @Test(arguments: 1...5) func workersShareWork(workers: Int) {
    #expect(spike_check_team(spike_kernel_best_level(), workers, 20) == 0)
  }

  @Test func memoryIsZeroAndAligned() {
    #expect(spike_check_memory() == 0)
  }
}
