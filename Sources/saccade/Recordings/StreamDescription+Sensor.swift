import EventFormats

extension StreamDescription {
  /// What the header calls the sensor or camera; nil where it does not say.
  var sensor: String? {
    let keys = [
      "sensor_name", "sensor_generation", "AEChip", "source", "Source 1", "camera", "plugin_name",
      "camera_integrator_name", "system_ID",
    ]
    for key in keys {
      if let entry = metadata.last(where: { $0.key.lowercased() == key.lowercased() }), !entry.value.isEmpty {
        return key == "system_ID" || key == "sensor_generation" ? "\(key) \(entry.value)" : entry.value
      }
    }
    return nil
  }
}
