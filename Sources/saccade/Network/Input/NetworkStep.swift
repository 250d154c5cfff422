/// One thing to do on the way through the timesteps of an input.
enum NetworkStep {
  /// Zero the membrane state and forget the outputs before.
  case resetState
  /// Run the network on the timestep that was given.
  case run
  /// The outputs since the last window, T at most, are a window.
  case window
}
