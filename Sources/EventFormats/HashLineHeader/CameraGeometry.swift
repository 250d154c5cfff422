import Events

/// The sizes of the sensors that the text headers of AEDAT files name.
///
/// Source: https://docs.inivation.com/hardware/current-products/index.html
enum CameraGeometry {
  private static let table: [(name: String, geometry: SensorGeometry)] = [
    ("davis240", SensorGeometry(width: 240, height: 180)),
    ("davis346", SensorGeometry(width: 346, height: 260)),
    ("davis640", SensorGeometry(width: 640, height: 480)),
    ("davishet640", SensorGeometry(width: 640, height: 480)),
    ("davisrgbw640", SensorGeometry(width: 640, height: 480)),
    ("davisrgb", SensorGeometry(width: 640, height: 480)),
    ("davis208", SensorGeometry(width: 208, height: 192)),
    ("davis128", SensorGeometry(width: 128, height: 128)),
    ("sbret10", SensorGeometry(width: 240, height: 180)),
    ("dvxplorerlite", SensorGeometry(width: 320, height: 240)),
    ("dvxplorer_lite", SensorGeometry(width: 320, height: 240)),
    ("dvxplorer", SensorGeometry(width: 640, height: 480)),
    ("dvs132s", SensorGeometry(width: 132, height: 104)),
    ("dvs128", SensorGeometry(width: 128, height: 128)),
    ("tmpdiff128", SensorGeometry(width: 128, height: 128)),
  ]

  /// The size of the sensor whose name occurs in `text`; nil where none is known.
  static func find(in text: String) -> SensorGeometry? {
    let text = text.lowercased()
    return table.first { text.contains($0.name) }?.geometry
  }
}
