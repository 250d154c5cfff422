import ArgumentParser
import FoundationEssentials
import ZeroMQ

/// `saccade keys generate`.
struct KeysGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a pair of keys: NAME.key to give away, and NAME.key_secret, which only its owner may read.")

  @Argument(help: ArgumentHelp("The path of the files without their endings.", valueName: "name"))
  var name: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What the owner may subscribe to, as beginnings of topics (default: everything).", valueName: "topic"))
  var topics: [String] = []

  @Flag(help: "Overwrite files that exist.")
  var force = false

  func validate() throws {
    for topic in topics where topic.isEmpty || topic.contains(where: { $0.isWhitespace || $0 == "\"" }) {
      throw ValidationError("'\(topic)' is no beginning of a topic; give for example detections/front/")
    }
  }

  func run() throws {
    do throws(ZeroMQError) {
      let metadata = topics.isEmpty ? [] : [(name: "topics", value: topics.joined(separator: " "))]
      let certificate = CurveCertificate(try CurveKeyPair.generate(), metadata: metadata)
      let secretPath = name + CurveCertificate.secretSuffix
      let publicPath = name + CurveCertificate.publicSuffix
      try certificate.write(path: secretPath, overwrites: force)
      try certificate.withoutSecret.write(path: publicPath, overwrites: force)
      print("\(secretPath) stays here; \(publicPath) is for the others.")
    } catch {
      throw CommandFailure(error.code == .unsupportedLibrary ? .unavailable : .missingInput, error.description)
    }
  }
}
