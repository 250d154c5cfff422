import SpikingNetwork

/// Keeps what the fixtures say about each neuron layer: [non-zero spikes, sum, checksum] for each timestep.
final class SpikeRecorder: SpikeObserver {
  private(set) var checks: [String: [[UInt64]]] = [:]
  private(set) var firstName: [String] = []

  func observe(neuron: Neuron, spikes: Span<UInt8>) {
    var (nonzero, sum, checksum): (UInt64, UInt64, UInt64) = (0, 0, 0)
    for channel in 0..<neuron.channels {
      for pixel in 0..<neuron.height * neuron.width {
        let count = UInt64(spikes[pixel * neuron.channels + channel])
        let index = UInt64(channel * neuron.height * neuron.width + pixel)
        nonzero += count == 0 ? 0 : 1
        sum += count
        checksum = (checksum + (index % 65521 + 1) * count) % (1 << 32)
      }
    }
    for name in neuron.names { checks[name, default: []].append([nonzero, sum, checksum]) }
    firstName.append(neuron.name)
  }
}
