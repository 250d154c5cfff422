import SpikingNetwork

/// Where the timesteps of a network come from.
protocol TimestepInput: AnyObject {
  /// How much has been read, 0...1; nil where the end is not known.
  var fractionRead: Double? { get }
  /// What was left out on the way, as a sentence; nil where nothing was.
  var losses: String? { get }

  /// The next thing to do, nil at the end; for `run` the timestep is written into `values`, [3, h, w].
  func next(into values: inout [Float]) throws(CommandFailure) -> NetworkStep?
}
