import Events

/// Which pixels count as hot, so that none of their events passes.
public enum HotPixelRule: Equatable, Sendable {
  /// None.
  case off
  /// Those that stand out by the number of their events in the first microseconds of the stream; see `HotPixelFilter`.
  case learn(periodMicroseconds: Int64)
  /// These.
  case known([PixelPosition])

  /// The first of those given that is not on a sensor, which means that the list is another camera's; nil where there is none.
  package func pixel(outside sensor: SensorGeometry) -> PixelPosition? {
    guard case .known(let pixels) = self else { return nil }
    return pixels.first { !sensor.contains(x: $0.x, y: $0.y) }
  }
}
