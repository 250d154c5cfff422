import Messages

/// The whole configuration: checked values, each with its origin.
public struct ServiceSettings: Sendable, Equatable, SettingValues {
  let byName: [String: EffectiveSetting]
  /// The cameras by name, in the order of their names.
  public let cameras: [CameraSettings]

  /// Every setting, in the order of the manual.
  public var all: [EffectiveSetting] { own + cameras.flatMap(\.all) }
  /// The settings that are none of a camera.
  public var own: [EffectiveSetting] { SettingKeys.service.compactMap { byName[$0.name] } }

  /// Messages of this weight and above are written.
  public var logLevel: String { text("log.level") }
  /// How messages are written.
  public var logFormat: String { text("log.format") }
  /// Where membrane potentials are kept; nil for nowhere, or where systemd says.
  public var stateDirectory: String? { textUnlessNone("state.directory") }
  /// The endpoint that queues; nil for none.
  public var streamEndpoint: String? { textUnlessNone("publish.stream") }
  /// The endpoint for the newest messages; nil for none.
  public var latestEndpoint: String? { textUnlessNone("publish.latest") }
  /// How long messages on their way may delay the end.
  public var lingerMicroseconds: Int64 { microseconds("publish.linger") }
  /// The certificate with the service's secret key; nil where messages are not encrypted.
  public var curveKeyFile: String? { textUnlessNone("publish.curve.key_file") }
  /// The folder of the clients' certificates.
  public var curveClientFolder: String? { textUnlessNone("publish.curve.client_folder") }
  /// How many cameras may compute at once; nil for all.
  public var inferenceSlots: Int? { integerUnlessWord("inference.slots") }
  /// Where HTTP is served; nil for nowhere.
  public var httpAddress: NetworkAddress? { textUnlessNone("http.listen").flatMap { NetworkAddress($0) } }
  /// The file with the token.
  public var httpTokenFile: String? { textUnlessNone("http.token_file") }
  /// Further names of the port.
  public var httpHosts: [String] { list("http.hosts") }
  /// Whether other machines may be served without a token.
  public var httpIsInsecure: Bool { boolean("http.insecure") }
  /// Connections at a time.
  public var httpConnections: Int { integer("http.connections") }
  /// How long a request may take.
  public var httpTimeoutMicroseconds: Int64 { microseconds("http.timeout") }
  /// The control socket: a path, `auto`, or nil for none.
  public var controlSocket: String? { textUnlessNone("control.socket") }
  /// How long windows in flight may take after a request to stop.
  public var drainMicroseconds: Int64 { microseconds("stop.drain") }

  /// Works out everything; what is wrong is added to `problems`.
  init(assignments: [SettingAssignment], problems: inout [SettingsProblem]) {
    var byName: [String: EffectiveSetting] = [:]
    for key in SettingKeys.service {
      byName[key.name] = EffectiveSetting.resolve(
        key, name: key.name, assignments: assignments.filter { $0.name == key.name }, problems: &problems)
    }
    self.byName = byName
    let names = Set(assignments.compactMap { $0.path.first == "cameras" ? $0.path[1] : nil })
    var cameras: [CameraSettings] = []
    for name in names.sorted() {
      let origin = assignments.first { $0.path.starts(with: ["cameras", name]) }?.origin
      guard Self.isLegal(camera: name) else {
        problems.append(
          SettingsProblem(
            origin: origin, key: "cameras.\(name)", message: "is no name for a camera",
            remedy: "use 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit"))
        continue
      }
      cameras.append(CameraSettings(name: name, assignments: assignments, problems: &problems))
    }
    self.cameras = cameras
    SettingsRules.check(self, problems: &problems)
  }

  /// Whether a name can stand in topics, labels and file names.
  static func isLegal(camera: String) -> Bool {
    let isPlain = camera.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2D, 0x2E, 0x5F].contains(byte)
    }
    guard isPlain, (1...64).contains(camera.utf8.count), let first = camera.first, first.isLetter || first.isNumber
    else { return false }
    return (try? Topic.validate(camera: camera)) != nil
  }
}
