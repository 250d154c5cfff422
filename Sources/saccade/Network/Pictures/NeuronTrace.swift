import Pictures
import SpikingNetwork

/// One neuron over some timesteps.
struct NeuronTrace {
  /// What happened in one timestep.
  struct Moment {
    /// The input current, x.
    var current: Float
    /// The potential before firing, u.
    var potential: Float
    /// The spikes, s.
    var spikes: Int
    /// What is left, h.
    var residue: Float
  }

  /// An input that shows everything: silence, a weak one, a strong one, more than D spikes hold, and a negative one.
  static let currents: [Float] = [
    0, 0, 0.7, 0.7, 0.7, 0.7, 0, 0, 2.4, 2.4, 2.4, 2.4, 0, 0, 11, 11, 0, 0, 0, -3, -3, 1.6, 1.6, 1.6,
  ]

  /// The timesteps, one for each current.
  let moments: [Moment]

  /// Computes the neuron; its potential is zeroed before every `resetInterval` timesteps, or never where nil.
  init(constants: NeuronConstants, currents: [Float] = Self.currents, resetInterval: Int? = nil) {
    var residue: Float = 0
    moments = currents.enumerated().map { index, current in
      if let resetInterval, index.isMultiple(of: resetInterval) { residue = 0 }
      let potential = constants.beta * residue + constants.alpha * current
      let spikes = constants.fire(current: current, potential: &residue)
      return Moment(current: current, potential: potential, spikes: spikes, residue: residue)
    }
  }

  /// A value of every timestep as steps, each from its timestep to the next.
  func steps(_ value: (Moment) -> Float) -> [Point] {
    moments.enumerated().flatMap { index, moment in
      [Point(x: Double(index), y: Double(value(moment))), Point(x: Double(index + 1), y: Double(value(moment)))]
    }
  }

  /// The spikes as bars that leave a gap between timesteps; they stand on `base`.
  func bars(base: Double) -> [Point] {
    moments.enumerated().flatMap { index, moment in
      [
        Point(x: Double(index) + 0.15, y: base + Double(moment.spikes)), Point(x: Double(index) + 0.85, y: base),
      ]
    }
  }
}
