import SpikingNetwork

/// Timesteps without end: those of a file again and again, or made-up ones.
struct BenchmarkInput {
  private let open: (() throws -> any TimestepInput)?
  private var source: (any TimestepInput)?
  private var synthetic: [[Float]] = []
  private var index = 0

  /// Made-up timesteps that differ from each other.
  private static let syntheticTimestepCount = 16

  /// Opens a file again and again.
  init(open: @escaping () throws -> any TimestepInput) { self.open = open }

  /// Makes timesteps up.
  init(description: NetworkDescription, seed: UInt64) {
    open = nil
    var scene = SyntheticInput(description: description, seed: seed)
    synthetic = (0..<Self.syntheticTimestepCount).map { _ in scene.next() }
  }

  /// The next timestep; throws `CommandFailure` where the file has none.
  mutating func next(into values: inout [Float]) throws {
    guard let open else {
      values = synthetic[index % synthetic.count]
      index += 1
      return
    }
    var isFresh = false
    while true {
      let current: any TimestepInput
      if let source {
        current = source
      } else {
        guard !isFresh else {
          throw CommandFailure(.badData, "no timesteps to run the network on; give data that has events")
        }
        current = try open()
        source = current
        isFresh = true
      }
      while let step = try current.next(into: &values) { if case .run = step { return } }
      source = nil
    }
  }
}
