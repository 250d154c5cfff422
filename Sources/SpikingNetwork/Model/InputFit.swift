/// How the sensor's pixels are fitted into the network's input.
public enum InputFit: String, Sendable, Codable, CaseIterable {
  /// Scaled bilinearly until one side fits, the aspect ratio kept, centred, the rest padded.
  case letterbox
  /// Not scaled, centred, the rest padded; the sensor must not be larger than the input.
  case pad
}
