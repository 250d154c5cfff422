import FoundationEssentials
import Supervision

/// How a camera is, in JSON, for plots.
enum FoxgloveStatistics {
  /// The name of the schema.
  static let schemaName = "saccade.CameraStatus"

  /// The JSON schema of `CameraStatus`.
  static let schema: String = {
    let latency = object(["count": integer, "p50_ms": number, "p99_ms": number, "max_ms": number])
    let counts = ["received", "processed", "dropped", "filtered", "pending"]
    let whole = [
      "session", "starts", "failures", "checkpoints", "timesteps", "windows", "published_windows", "detections",
    ]
    var members = ["ready": #"{"type":"boolean"}"#, "events_per_second": number]
    for name in ["name", "state", "reason", "source", "model"] { members[name] = #"{"type":"string"}"# }
    for name in whole { members[name] = integer }
    for name in ["latency", "queueing", "inference"] { members[name] = latency }
    members["events"] = object(Dictionary(uniqueKeysWithValues: counts.map { ($0, integer) }))
    members["dropped"] = map(of: object(["events": integer, "timesteps": integer, "messages": integer]))
    members["skipped"] = map(of: integer)
    members["filtered"] = map(of: integer)
    var recording = ["state": #"{"type":"string"}"#, "reason": #"{"type":"string"}"#]
    for name in ["files", "removed_files", "bytes", "events", "windows", "shortened_stretches"] {
      recording[name] = integer
    }
    recording["lost"] = map(of: object(["events": integer, "windows": integer]))
    return object(members, optional: ["hot_pixels": integer, "recording": object(recording)])
  }()

  private static let integer = #"{"type":"integer"}"#
  private static let number = #"{"type":"number"}"#

  private static func object(_ members: [String: String], optional: [String: String] = [:]) -> String {
    let all = members.merging(optional) { needed, _ in needed }
    let texts = all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    let required = members.keys.sorted().map { "\"\($0)\"" }
    return """
      {"type":"object","required":[\(required.joined(separator: ","))],"properties":{\(texts.joined(separator: ","))}}
      """
  }

  /// An object whose members have any name.
  private static func map(of value: String) -> String { "{\"type\":\"object\",\"additionalProperties\":\(value)}" }

  /// A camera's status; nil where it cannot be written.
  static func encode(_ status: CameraStatus) -> [UInt8]? { (try? JSONEncoder().encode(status)).map { Array($0) } }
}
