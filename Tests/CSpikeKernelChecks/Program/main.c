// Runs the kernel checks at every level of this processor, at the one named, or those of `teams` alone; exits with 1 if anything is
// wrong.
#include <stdio.h>
#include <string.h>

#include "../include/spike_kernel_checks.h"

static size_t check_teams(spike_kernel_level level) {
  size_t wrong = 0;
  for (size_t workers = 1; workers <= 5; workers++) wrong += spike_check_team(level, workers, 20);
  return wrong;
}

static size_t check_level(spike_kernel_level level) {
  size_t wrong = spike_check_random_layers(level, 1, spike_random_layer_kinds);
  wrong += spike_check_largest_sums(level);
  wrong += spike_check_narrow_sums(level);
  wrong += spike_check_values(level, 2, 40);
  wrong += spike_check_lists(level, 3);
  wrong += spike_check_finished_rows(level, 4, 60);
  return wrong + check_teams(level);
}

int main(int count, char **arguments) {
  static const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  const char *only = count > 1 ? arguments[1] : "";
  const bool only_teams = strcmp(only, "teams") == 0;
  size_t wrong = spike_check_borders() + spike_check_memory(), checked = 0;
  for (int level = SPIKE_KERNEL_PORTABLE; level <= SPIKE_KERNEL_NEON; level++) {
    if (!spike_kernel_runs((spike_kernel_level)level)) continue;
    if (*only && !only_teams && strcmp(only, names[level]) != 0) continue;
    const size_t wrong_here =
        only_teams ? check_teams((spike_kernel_level)level) : check_level((spike_kernel_level)level);
    printf("kernels %s: %zu wrong\n", names[level], wrong_here);
    fflush(stdout);
    wrong += wrong_here;
    checked++;
  }
  if (checked == 0) printf("this processor does not run %s\n", only);
  return wrong != 0 || checked == 0;
}
