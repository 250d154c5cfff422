import Events

/// How a scene is named where a recording's path is expected: `sim:driving?seed=3&daylight=night`.
public struct SceneAddress: Equatable, Sendable {
  /// The scene that it names.
  public let description: SceneDescription

  /// What all addresses begin with.
  public static let prefix = "sim:"

  /// The keys of the query with their legal values.
  public static let keys: [(key: String, legal: String)] = [
    ("seed", "0...18446744073709551615"), ("duration", "seconds, above 0 and up to 3600"),
    ("geometry", "WIDTHxHEIGHT, 32x32 to 2048x2048"),
    ("daylight", SceneDescription.Daylight.allCases.map(\.rawValue).joined(separator: ", ")),
    ("cars", "0...3"), ("pedestrians", "0...3"), ("threshold", "0.02...2"), ("noise", "0...100"),
  ]

  /// Reads an address; keys that are not given have the values of `SceneDescription`, the duration a minute.
  ///
  /// - Throws: `SceneError.unknown` naming the scene or key with the legal ones, or `outOfRange`.
  public init(_ address: some StringProtocol) throws(SceneError) {
    let parts = address.dropFirst(Self.prefix.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard address.hasPrefix(Self.prefix), parts.first == "driving" else {
      throw .unknown(what: "scene", name: "\(parts.first ?? "")", legal: "driving, as in sim:driving?seed=3")
    }
    var description = SceneDescription(seed: 1, durationMicroseconds: 60_000_000)
    var seen: Set<String> = []
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(sides[0])
      guard let entry = Self.keys.first(where: { $0.key == key }) else {
        throw .unknown(what: "key", name: key, legal: Self.keys.map(\.key).joined(separator: ", "))
      }
      guard seen.insert(key).inserted else {
        throw .outOfRange(name: key, value: String(pair), legal: "it once")
      }
      let value = sides.count > 1 ? String(sides[1]) : ""
      guard Self.set(key, value, in: &description) else {
        throw .outOfRange(name: key, value: "'\(value)'", legal: entry.legal)
      }
    }
    try description.validate()
    self.description = description
  }

  /// Sets what a key stands for; false where the value is none.
  private static func set(_ key: String, _ value: String, in description: inout SceneDescription) -> Bool {
    func number(_ range: ClosedRange<Double>, _ set: (Double) -> Void) -> Bool {
      guard let number = Double(value), range.contains(number) else { return false }
      set(number)
      return true
    }
    switch key {
    case "seed":
      guard let seed = UInt64(value) else { return false }
      description.seed = seed
    case "duration":
      return number(1e-6...3600) { description.durationMicroseconds = Int64(($0 * 1e6).rounded()) }
    case "geometry":
      guard let geometry = SensorGeometry(parsing: value) else { return false }
      description.geometry = geometry
    case "daylight":
      guard let daylight = SceneDescription.Daylight(rawValue: value) else { return false }
      description.daylight = daylight
    case "cars": return number(0...3) { description.carDensity = $0 }
    case "pedestrians": return number(0...3) { description.pedestrianDensity = $0 }
    case "threshold":
      return number(0.02...2) {
        description.pixels.thresholdOn = $0
        description.pixels.thresholdOff = $0
      }
    default: return number(0...100) { description.pixels.noiseHertz = $0 }
    }
    return true
  }
}
