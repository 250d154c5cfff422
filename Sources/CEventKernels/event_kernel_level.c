#include "CEventKernels.h"

event_kernel_level event_kernel_best_level(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
    return EVENT_KERNEL_PORTABLE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("lzcnt"))
    return EVENT_KERNEL_AVX512;
  return EVENT_KERNEL_AVX2;
#else
  return EVENT_KERNEL_PORTABLE;
#endif
}
