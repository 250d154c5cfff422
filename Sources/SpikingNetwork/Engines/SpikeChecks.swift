/// Gathers three numbers for each neuron layer and timestep, by which two runs of a network can be compared.
public final class SpikeChecks: SpikeObserver {
  /// What is kept of one layer at one timestep.
  public struct Check: Equatable, Hashable, Sendable {
    /// The number of neurons that fired.
    public var nonzeroCount: Int
    /// The sum of their spikes.
    public var sum: Int
    /// The sum over the flat index i in (channel, row, column) order of ((i mod 65521) + 1) * s[i], modulo 2^32.
    public var checksum: UInt32

    /// Creates a check from its three numbers.
    public init(nonzeroCount: Int, sum: Int, checksum: UInt32) {
      self.nonzeroCount = nonzeroCount
      self.sum = sum
      self.checksum = checksum
    }
  }

  /// The checks of each layer, timestep after timestep, under every module path.
  public private(set) var checks: [String: [Check]] = [:]

  private var firingRateSum = 0.0
  private var firingRateCount = 0

  /// Creates an observer that has seen nothing.
  public init() {}

  /// The unweighted mean over module paths and timesteps of the fraction of neurons that fired; 0 before any.
  public var meanFiringRate: Double { firingRateCount == 0 ? 0 : firingRateSum / Double(firingRateCount) }

  /// Adds the checks of one layer and timestep.
  public func observe(neuron: Neuron, spikes: Span<UInt8>) {
    let pixelCount = neuron.height * neuron.width
    var check = Check(nonzeroCount: 0, sum: 0, checksum: 0)
    for pixel in 0..<pixelCount {
      for channel in 0..<neuron.channels {
        let count = spikes[pixel * neuron.channels + channel]
        guard count != 0 else { continue }
        let index = channel * pixelCount + pixel
        check.nonzeroCount += 1
        check.sum += Int(count)
        check.checksum &+= UInt32(truncatingIfNeeded: index % 65521 + 1) &* UInt32(count)
      }
    }
    for name in neuron.names { checks[name, default: []].append(check) }
    firingRateSum += Double(neuron.names.count) * Double(check.nonzeroCount) / Double(neuron.elementCount)
    firingRateCount += neuron.names.count
  }
}
