/// One thing to do for a window, in the order in which a `WindowAssembler` gives them.
public enum WindowStep {
  /// Zero the membrane state.
  case resetState
  /// Run the network on a timestep.
  case run(TimestepTensor)
  /// The tensor is no longer needed; give it back to be filled again.
  case release(TimestepTensor)
  /// Publish detections from the mean of the last `Window.timesteps` head outputs.
  case publish(Window)
}
