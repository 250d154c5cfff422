/// How a time on the host's clock was obtained.
public enum ClockSource: String, Equatable, Hashable, Sendable, CaseIterable {
  /// Not stated, or a way that this version does not know.
  case unspecified
  /// The moment the window's last bytes arrived.
  case hostArrival
  /// Sensor time, mapped by an offset and a rate that were fitted to arrivals.
  case sensorFitted
  /// Sensor time; the sensor's clock is synchronised by PTP.
  case ptp
  /// A recording: its own time, where its packets state the host's, else when the replay handed the window over.
  case file
}
