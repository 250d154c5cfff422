// Runs the kernel checks at every level of this processor; exits with 1 if anything is wrong.
#include <stdio.h>

#include "../include/spike_kernel_checks.h"

int main(void) {
  size_t wrong = 0;
  for (int level = SPIKE_KERNEL_PORTABLE; level <= SPIKE_KERNEL_NEON; level++) {
    if (!spike_kernel_runs((spike_kernel_level)level)) continue;
    const size_t wrong_here = spike_check_random_layers((spike_kernel_level)level, 1, 60) +
                              spike_check_largest_sums((spike_kernel_level)level) +
                              spike_check_values((spike_kernel_level)level, 2, 40);
    printf("level %d: %zu wrong\n", level, wrong_here);
    wrong += wrong_here;
  }
  return wrong != 0;
}
