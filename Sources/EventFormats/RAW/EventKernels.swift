internal import CEventKernels

/// The vector instructions of the processor.
enum EventKernels {
  /// Whether the functions of `raw_kernels.h` may be called.
  static let areAvailable = event_kernel_best_level() == EVENT_KERNEL_AVX512
}
