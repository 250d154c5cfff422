import ArgumentParser
import Events

extension SensorGeometry: ExpressibleByArgument {
  /// Reads `WIDTHxHEIGHT`.
  public init?(argument: String) { self.init(parsing: argument) }
}
