/// The order in which the timesteps of a window enter the network.
public enum TimestepOrder: String, Sendable, Codable, CaseIterable {
  /// As they happened.
  case oldestFirst = "oldest-first"
  /// Backwards, as the published Gen1 checkpoints were trained (MODEL.md section 6).
  case newestFirst = "newest-first"
}
