/// The membrane potentials of every neuron of a network, between two timesteps; owned by one pipeline.
public struct MembraneState: ~Copyable {
  /// The model it belongs to.
  public let digest: ModelDigest
  /// The neurons, in the order of their potentials; within each NHWC like `FeatureMap`.
  public let neurons: [Neuron]
  /// The number of membrane potentials.
  public let elementCount: Int

  let storage: UnsafeMutablePointer<Float>

  /// Creates the state of a network that has seen nothing: all potentials zero.
  public init(outline: NetworkOutline) {
    digest = outline.digest
    neurons = outline.topology.neurons
    elementCount = outline.topology.stateElementCount
    // Zeroed; in huge pages, since each timestep goes through all of it.
    storage = AlignedMemory.allocate(elementCount * MemoryLayout<Float>.stride)
      .bindMemory(to: Float.self, capacity: elementCount)
  }

  deinit { AlignedMemory.deallocate(storage) }

  /// Sets all potentials to zero.
  public mutating func reset() {
    storage.update(repeating: 0, count: elementCount)
  }

  /// The potentials, in the order of `neurons`.
  public var potentials: Span<Float> {
    @_lifetime(borrow self)
    borrowing get {
      let span = Span(_unsafeStart: storage, count: elementCount)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// The potentials, to be changed in place.
  public var mutablePotentials: MutableSpan<Float> {
    @_lifetime(&self)
    mutating get {
      let span = MutableSpan(_unsafeStart: storage, count: elementCount)
      return _overrideLifetime(span, mutating: &self)
    }
  }

  /// Gives `body` the potentials to change in place.
  package mutating func withUnsafeMutablePotentials<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    body(storage)
  }
}

// The value cannot be copied and owns its memory alone, so that whoever holds it is the only one who can reach it.
extension MembraneState: @unchecked Sendable {}
