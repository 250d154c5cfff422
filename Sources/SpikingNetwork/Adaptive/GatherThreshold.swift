/// Below which fraction of neurons that fire a gather is faster than the dense kernel.
///
/// Measured on a Zen 4 processor for each kind of weights and kernel; where other processors' numbers lie elsewhere,
/// `KernelCalibration` finds them.
struct GatherThreshold {
  /// Fired neurons, of all that a map has, 0...1.
  var rate: Double

  /// For weights of a number of bytes.
  init(weightBytes: Int, kernel: Int) {
    switch (weightBytes, kernel) {
    case (1, 1): rate = 0.45
    case (1, _): rate = 0.38
    case (2, 1): rate = 0.38
    case (2, _): rate = 0.42
    default: rate = 0.4
    }
  }
}
