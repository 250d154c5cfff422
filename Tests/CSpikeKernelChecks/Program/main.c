// Runs the kernel checks at every level of this processor, from seed 1 or the one given; exits with 1 if anything is wrong.
#include <stdio.h>
#include <stdlib.h>

#include "../include/spike_kernel_checks.h"

static size_t check_level(spike_kernel_level level, uint64_t seed) {
  size_t wrong = spike_check_random_layers(level, seed, spike_random_layer_kinds);
  wrong += spike_check_largest_sums(level);
  wrong += spike_check_narrow_sums(level);
  wrong += spike_check_values(level, seed, 40);
  wrong += spike_check_lists(level, seed);
  wrong += spike_check_finished_rows(level, seed, 60);
  for (size_t workers = 1; workers <= 5; workers++) wrong += spike_check_team(level, workers, 20);
  return wrong;
}

int main(int count, char **arguments) {
  static const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  const uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
  size_t wrong = spike_check_borders() + spike_check_memory();
  for (int level = SPIKE_KERNEL_PORTABLE; level <= SPIKE_KERNEL_NEON; level++) {
    if (!spike_kernel_runs((spike_kernel_level)level)) continue;
    const size_t wrong_here = check_level((spike_kernel_level)level, seed);
    printf("kernels %s: %zu wrong\n", names[level], wrong_here);
    fflush(stdout);
    wrong += wrong_here;
  }
  return wrong != 0;
}
