import SpikingNetwork

/// Keeps the spikes of the last timestep of every neuron layer, [channels, height, width], under every module path.
final class RecordedSpikes: SpikeObserver {
  private(set) var spikes: [String: [Double]] = [:]

  func observe(neuron: Neuron, spikes: Span<UInt8>) {
    var planar: [Double] = []
    for channel in 0..<neuron.channels {
      for pixel in 0..<neuron.height * neuron.width { planar.append(Double(spikes[pixel * neuron.channels + channel])) }
    }
    for name in neuron.names { self.spikes[name] = planar }
  }
}
