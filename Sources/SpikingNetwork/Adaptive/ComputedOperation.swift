/// One fused operation of one timestep as `AdaptiveEngine` computed it.
package struct ComputedOperation: Sendable {
  /// What computed it.
  package enum Kernel: String, Sendable, CaseIterable {
    /// A convolution over all inputs.
    case dense
    /// A convolution over all inputs, which are no spikes; windows of pixels without events are computed once for all of them.
    case values
    /// A convolution over the neurons that fired, their lists included.
    case gather
    /// A convolution of each channel by itself.
    case depthwise
    /// The input as it is brought into memory.
    case load
    /// Channels one behind the other, residual sums, and the neurons that read them.
    case collect
    /// 5x5 maximum.
    case maximum
    /// Each pixel becomes 2x2 pixels.
    case upsample
    /// The part of a map that goes into the head output.
    case emit
  }

  /// What computed it.
  package var kernel: Kernel
  /// The module path of the convolution; nil for what is none.
  package var module: String?
  /// Whether a merged convolution was computed in place of three.
  package var isMerged = false
  /// How the weights are held; nil for float32.
  package var weights: IntegerWeight?
  /// The multiply-accumulates if no input were zero, padding counted; 0 for what is no convolution.
  package var multiplyAccumulates = 0
  /// Those of them that were left out, since they are the same for all windows without events.
  package var spared = 0
  /// The elements that a convolution reads; 0 for what is none.
  package var inputCount = 0
  /// The neurons among them that fired; nil where they are real numbers.
  package var firedCount: Int?
  /// The time of the worker that took longest.
  package var nanoseconds: Int64 = 0

  /// The part of the inputs that is not zero, 0...1; nil for real numbers and for what is no convolution.
  package var density: Double? {
    inputCount == 0 ? nil : firedCount.map { Double($0) / Double(inputCount) }
  }
}
