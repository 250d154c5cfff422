public import Events

/// What a reader of HDF5 files is told.
public struct HDF5ReadOptions: Equatable, Sendable {
  /// The group that holds the datasets `x`, `y`, `t` and `p`, such as `/events`; nil for those that are known.
  public var group: String?
  /// The sensor's size, in place of what the file says; events outside it are skipped and counted.
  public var geometry: SensorGeometry?

  /// Creates options.
  public init(group: String? = nil, geometry: SensorGeometry? = nil) {
    self.group = group
    self.geometry = geometry
  }

  /// The arguments by which a worker is told.
  var workerArguments: [String] {
    (group.map { ["--group", $0] } ?? []) + (geometry.map { ["--geometry", "\($0)"] } ?? [])
  }

  /// Reads a worker's arguments; nil where they are not such.
  init?(workerArguments: some Collection<String>) {
    var rest = workerArguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--group": group = value
      case "--geometry":
        guard let size = SensorGeometry(parsing: value) else { return nil }
        geometry = size
      default: return nil
      }
    }
  }
}
