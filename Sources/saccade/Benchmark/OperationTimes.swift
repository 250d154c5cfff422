import Pipeline
import SpikingNetwork
import EventSources

/// Adds up what an engine shows of its operations.
final class OperationTimes: OperationObserver {
  /// What one convolution, or all operations of one other kind, took in all timesteps.
  struct Sum {
    var operation: ComputedOperation
    var steps = 0
    var kernels: [ComputedOperation.Kernel: Int] = [:]
    var nanoseconds: Int64 = 0
    var density = 0.0
    var needed = 0.0
    var done = 0.0
  }

  private(set) var sums: [String: Sum] = [:]

  func nanoseconds() -> Int64 { HostClock.monotonicNanoseconds() }

  func observe(_ operation: ComputedOperation) {
    let key = operation.module.map { operation.isMerged ? "\($0) (merged)" : $0 } ?? operation.kernel.rawValue
    let all = Double(operation.multiplyAccumulates - operation.spared)
    let needed = all * (operation.density ?? 1)
    let usesAll = operation.kernel != .gather
    var sum = sums.removeValue(forKey: key) ?? Sum(operation: operation)
    sum.steps += 1
    sum.kernels[operation.kernel, default: 0] += 1
    sum.nanoseconds += operation.nanoseconds
    sum.density += operation.density ?? 0
    sum.needed += needed
    sum.done += usesAll ? all : needed
    sums[key] = sum
  }

  /// Forgets everything.
  func removeAll() { sums.removeAll() }
}
