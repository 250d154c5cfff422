import EventFormats
import EventProcessing
import EventSources
import Events

/// What must hold between values.
enum SettingsRules {
  static func check(_ settings: ServiceSettings, problems: inout [SettingsProblem]) {
    if let text = settings.textUnlessNone("http.listen") {
      if let address = NetworkAddress(text) {
        if !address.isLoopback, settings.httpTokenFile == nil, !settings.httpIsInsecure {
          problems.append(
            problem(
              settings, "http.listen", "\(address) can be reached by other machines, and no token is asked for",
              remedy: "listen on 127.0.0.1, give http.token_file, or write http.insecure: true"))
        }
      } else {
        problems.append(
          problem(settings, "http.listen", "'\(text)' is no HOST:PORT", remedy: "write for example 127.0.0.1:8080"))
      }
    }
    if settings.curveKeyFile != nil, settings.curveClientFolder == nil {
      problems.append(
        problem(
          settings, "publish.curve.key_file", "nobody could receive anything: no clients are named",
          remedy: "give publish.curve.client_folder, too"))
    }
    if settings.curveKeyFile == nil, settings.curveClientFolder != nil {
      problems.append(
        problem(
          settings, "publish.curve.client_folder", "clients can only be told apart where the service has a key",
          remedy: "give publish.curve.key_file, too"))
    }
    for camera in settings.cameras {
      if !camera.source.isEmpty, let setting = camera.byName["source"] {
        do throws(EventSourceError) { _ = try SourceAddress(camera.source) } catch {
          problems.append(
            SettingsProblem(origin: setting.origin, key: setting.name, message: error.description, remedy: "mend it"))
        }
      }
      if let text = camera.geometry, SensorGeometry(parsing: text) == nil, let setting = camera.byName["geometry"] {
        problems.append(
          SettingsProblem(
            origin: setting.origin, key: setting.name, message: "'\(text)' is no WIDTHxHEIGHT",
            remedy: "write for example 640x480"))
      }
      if let text = camera.filterRegion, RegionOfInterest(parsing: text) == nil,
        let setting = camera.byName["filters.region"]
      {
        problems.append(
          SettingsProblem(
            origin: setting.origin, key: setting.name, message: "'\(text)' is no X,Y,WIDTHxHEIGHT",
            remedy: "write for example 100,50,640x480"))
      }
      if camera.restartInitialMicroseconds > camera.restartMaximumMicroseconds,
        let setting = camera.byName["restart.initial"]
      {
        problems.append(
          SettingsProblem(
            origin: setting.origin, key: setting.name, message: "is more than restart.maximum",
            remedy: "give at most \(DurationText.text(microseconds: camera.restartMaximumMicroseconds))"))
      }
      if camera.recordFolder != nil, !camera.recordsDetections, camera.recordedEvents == "none",
        let setting = camera.byName["record.folder"]
      {
        problems.append(
          SettingsProblem(
            origin: setting.origin, key: setting.name, message: "there would be nothing in it",
            remedy: "write record.detections: mcap, or record.events: raw or mcap"))
      }
      if camera.source == "-", camera.repeats != 1, let setting = camera.byName["repeat"] {
        problems.append(
          SettingsProblem(
            origin: setting.origin, key: setting.name, message: "standard input cannot be replayed more than once",
            remedy: "write repeat: 1"))
      }
    }
    let readers = settings.cameras.filter { $0.source == "-" }
    if readers.count > 1, let setting = readers[1].byName["source"] {
      problems.append(
        SettingsProblem(
          origin: setting.origin, key: setting.name,
          message: "standard input is read by the camera \(readers[0].name) already", remedy: "give another source"))
    }
  }

  private static func problem(
    _ settings: ServiceSettings, _ name: String, _ message: String, remedy: String
  ) -> SettingsProblem {
    SettingsProblem(origin: settings.byName[name]?.origin, key: name, message: message, remedy: remedy)
  }
}
