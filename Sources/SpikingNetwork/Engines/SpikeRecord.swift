/// Keeps the spikes of the last timestep of every neuron layer, in storage that is allocated once.
public final class SpikeRecord: SpikeObserver {
  private let storage: UnsafeMutablePointer<UInt8>
  private let count: Int

  /// Creates a record of zeros for a network.
  public init(topology: NetworkTopology) {
    count = topology.stateElementCount
    storage = .allocate(capacity: count)
    storage.initialize(repeating: 0, count: count)
  }

  deinit { storage.deallocate() }

  /// Keeps the spikes of one layer.
  public func observe(neuron: Neuron, spikes: Span<UInt8>) {
    precondition(neuron.stateOffset + spikes.count <= count)
    spikes.withUnsafeBufferPointer { spikes in
      if let start = spikes.baseAddress { (storage + neuron.stateOffset).update(from: start, count: spikes.count) }
    }
  }

  /// The spikes of all layers, each from its `stateOffset` on, NHWC like `FeatureMap`.
  public var spikes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let span = Span(_unsafeStart: storage, count: count)
      return _overrideLifetime(span, borrowing: self)
    }
  }
}
