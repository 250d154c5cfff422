/// Which kernel computes a convolution of spikes; all give the same bits.
public enum KernelChoice: Sendable, Equatable {
  /// Always the dense kernel, which multiplies zeros too.
  case dense
  /// Always the gather over the neurons that fired.
  case gather
  /// In each timestep the one that is faster for the neurons that fired.
  case adaptive
}
