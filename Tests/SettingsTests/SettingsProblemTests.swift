import Settings
import TestSupport
import Testing

/// What is said of a configuration that cannot be used: the place, the key, and what to do.
@Suite struct SettingsProblemTests {
  private static let camera = "cameras:\n  front:\n    source: a.raw\n    model: m\n"

  @Test(arguments: [
    (
      "http:\n  lisen: 127.0.0.1:1\n",
      "saccade.yaml:2: http.lisen: there is no key 'lisen' below http: did you mean 'http.listen'?"
    ),
    ("htpp:\n  listen: 127.0.0.1:1\n", "saccade.yaml:2: htpp.listen: there is no key 'htpp': did you mean 'http'?"),
    (
      "cameras:\n  front:\n    scroe: 1\n    source: a\n    model: m\n",
      "saccade.yaml:3: cameras.front.scroe: there is no key 'scroe' below cameras.front: did you mean 'cameras.front.score'?"
    ),
    ("score: 0.5\n", "saccade.yaml:1: score: there is no key 'score': did you mean 'cameras.NAME.score'?"),
    ("http: 3\n", "saccade.yaml:1: http: holds keys and has no value of its own: write one of"),
    (
      "http:\n  connections: many\n",
      "saccade.yaml:2: http.connections: 'many' is not legal: give a whole number of 1...1000"
    ),
    (
      "http:\n  timeout: 10\n",
      "saccade.yaml:2: http.timeout: '10' is not legal: give a time of 100ms...1min with its unit: us, ms, s, min or h"
    ),
    ("http:\n  connections:\n", "saccade.yaml:2: http.connections: is empty: give a whole number"),
    ("log:\n  level: loud\n", "saccade.yaml:2: log.level: 'loud' is not legal: give debug, info, warning, error"),
    ("log: [\n", "saccade.yaml:"),
    ("- a\n", "saccade.yaml:1: the file is no mapping of keys to values: write lines such as 'version: 1'"),
    ("log:\n  level: info\n  level: debug\n", "level: is written twice in the mapping that begins here: keep one"),
    ("version: 2\n", "saccade.yaml:1: version: the file has version 2, newer than 1: install a newer saccade"),
    ("version: 0\n", "saccade.yaml:1: version: there never was a version 0: write version: 1"),
    ("cameras:\n  front:\n    model: m\n", "saccade.yaml:3: cameras.front.source: is missing: give it;"),
    (
      "cameras:\n  a/b:\n    model: m\n    source: x\n",
      "saccade.yaml:3: cameras.a/b: is no name for a camera: use 1 to 64 letters, digits"
    ),
    (
      "http:\n  listen: 0.0.0.0:80\n",
      "saccade.yaml:2: http.listen: 0.0.0.0:80 can be reached by other machines, and no token is asked for: listen on"
    ),
    ("cameras:\n  front:\n    source: ftp://x\n    model: m\n", "the scheme 'ftp' is not known. Legal are the path"),
    (
      "defaults: {geometry: wide}\n" + camera,
      "saccade.yaml:1: cameras.front.geometry: 'wide' is no WIDTHxHEIGHT: write for example 640x480"
    ),
    (
      "defaults: {filters: {region: 1x2}}\n" + camera,
      "saccade.yaml:1: cameras.front.filters.region: '1x2' is no X,Y,WIDTHxHEIGHT: write for example 100,50,640x480"
    ),
    ("http:\n  listen: somewhere\n", "saccade.yaml:2: http.listen: 'somewhere' is no HOST:PORT: write for example"),
    (
      "defaults:\n  restart: {initial: 1min}\n" + camera,
      "saccade.yaml:2: cameras.front.restart.initial: is more than restart.maximum: give at most 30s"
    ),
    (
      "defaults:\n  record: {folder: /r, detections: none}\n" + camera,
      "saccade.yaml:2: cameras.front.record.folder: there would be nothing in it: write record.detections: mcap, or"
    ),
  ])
  func isNamedWithItsPlaceAndRemedy(text: String, expected: String) throws {
    let problems = try SettingsFolder(text).problems()
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
  }

  @Test func allProblemsAreNamedAtOnce() throws {
    let problems = try SettingsFolder("http: {lisen: a, connections: 0}\nlog: {level: loud}\n").problems(
      environment: ["SACCADE_HTTP_LISTN": "x"], flags: ["htp.listen=1", "nonsense"])
    #expect(problems.count == 6, "\(problems)")
    #expect(
      problems.contains { $0.contains("SACCADE_HTTP_LISTN") && $0.hasSuffix("did you mean SACCADE_HTTP_LISTEN?") })
    #expect(problems.contains { $0.contains("--set htp.listen=1") && $0.hasSuffix("did you mean 'http'?") })
    #expect(problems.contains { $0.contains("is no key=value") })
  }

  @Test func otherMachinesAreServedWithATokenOrWhenThatIsSaid() throws {
    for line in ["token_file: /x", "insecure: true"] {
      #expect(try SettingsFolder("http:\n  listen: 0.0.0.0:80\n  \(line)\n").problems().isEmpty)
    }
  }

  @Test func aFileThatIsNotThereIsNamed() {
    let sources = SettingsSources(file: "/nowhere/saccade.yaml")
    let error = #expect(throws: SettingsError.self) { try sources.load() }
    #expect(error?.description.hasPrefix("/nowhere/saccade.yaml: cannot open: ") == true)
  }

  @Test func hugeAndHostileFilesAreRefusedInTime() throws {
    let huge = try SettingsFolder(String(repeating: "#", count: 2 << 20))
    #expect(huge.problems().contains { $0.contains("more than 1 MiB") })
    let bytes = try SettingsFolder("version: 1\n")
    try bytes.folder.write([0x76, 0xFF, 0xFE], to: "saccade.yaml")
    #expect(bytes.problems().contains { $0.contains("UTF-8") })
    // Each name stands for many of the one before.
    var laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, before) in zip("bcdefgh", "abcdefg") {
      laughs += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ", ") + "]\n"
    }
    #expect(try !SettingsFolder(laughs).problems().isEmpty)
  }
}
