#include <stdlib.h>
#include <string.h>

#include "kernel_table.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

static const char *const names[] = {"portable", "avx2", "avx512", "neon"};

const spike_kernel_table *spike_kernel_table_of(spike_kernel_level level) {
  switch (level) {
  case SPIKE_KERNEL_PORTABLE: return &spike_table_portable;
#if defined(__x86_64__)
  case SPIKE_KERNEL_AVX2: return &spike_table_avx2;
  case SPIKE_KERNEL_AVX512: return &spike_table_avx512;
#elif defined(__aarch64__)
  case SPIKE_KERNEL_NEON: return &spike_table_neon;
#endif
  default: return NULL;
  }
}

bool spike_kernel_runs(spike_kernel_level level) {
  switch (level) {
  case SPIKE_KERNEL_PORTABLE: return true;
#if defined(__x86_64__)
  case SPIKE_KERNEL_AVX2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt");
  case SPIKE_KERNEL_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
#elif defined(__aarch64__) && defined(__linux__)
  case SPIKE_KERNEL_NEON: return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#endif
  default: return false;
  }
}

spike_kernel_level spike_kernel_best_level(void) {
  const char *wanted = getenv("SACCADE_KERNELS");
  if (wanted)
    for (int level = 0; level < 4; level++)
      if (strcmp(wanted, names[level]) == 0 && spike_kernel_runs((spike_kernel_level)level))
        return (spike_kernel_level)level;
  for (int level = 3; level > 0; level--)
    if (spike_kernel_runs((spike_kernel_level)level)) return (spike_kernel_level)level;
  return SPIKE_KERNEL_PORTABLE;
}
