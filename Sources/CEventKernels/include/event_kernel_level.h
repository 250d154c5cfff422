#ifndef EVENT_KERNEL_LEVEL_H
#define EVENT_KERNEL_LEVEL_H

/// How a kernel is computed; every level gives the same result.
typedef enum {
  /// C that any processor runs.
  EVENT_KERNEL_PORTABLE = 0,
  /// x86-64 with AVX2, BMI1 and BMI2.
  EVENT_KERNEL_AVX2 = 1,
  /// x86-64 with AVX-512 F, BW, VL, VBMI, VBMI2 and VPOPCNTDQ, and LZCNT, and all that the level before has.
  EVENT_KERNEL_AVX512 = 2,
} event_kernel_level;

/// The highest level that the processor runs.
event_kernel_level event_kernel_best_level(void);

#endif
