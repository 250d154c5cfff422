import Events

/// What the header of a RAW file tells of the camera where it names the camera only: files before 2021 state no size.
struct SystemGeometry: Equatable, Sendable {
  /// The sensor's size.
  var geometry: SensorGeometry
  /// The encoding that the camera writes; nil where it is not known.
  var encoding: EventFormat?

  private static let vga = SensorGeometry(width: 640, height: 480)
  private static let hd = SensorGeometry(width: 1280, height: 720)
  private static let square = SensorGeometry(width: 320, height: 320)

  private init(_ geometry: SensorGeometry, _ encoding: EventFormat?) {
    self.geometry = geometry
    self.encoding = encoding
  }

  /// Looks up a header's `system_ID`; nil for systems that are not known.
  init?(systemID: Int) {
    // The flag marks the same camera behind a proxy.
    switch systemID & ~0x80 {
    case 20: self.init(SensorGeometry(width: 304, height: 240), nil)
    case 21, 23, 25, 28, 29, 33, 34, 35, 41: self.init(Self.vga, .evt2)
    case 40: self.init(Self.vga, .evt3)
    case 26, 31, 39: self.init(Self.hd, .evt2)
    case 30, 46, 48, 49, 50: self.init(Self.hd, .evt3)
    default: return nil
    }
  }

  /// Looks up a header's `sensor_name` and `sensor_generation`; nil for sensors that are not known.
  init?(sensorName: String?, generation: String?) {
    switch (sensorName?.uppercased(), generation) {
    case ("IMX636", _), (nil, "4.2"), (nil, "4.1"): self.init(Self.hd, nil)
    case ("GENX320", _): self.init(Self.square, nil)
    case (nil, "3.1"): self.init(Self.vga, nil)
    default: return nil
    }
  }
}
