import Foundation
import TestSupport
import Testing

/// The units of the package by systemd's own tools, where they are installed.
@Suite struct SystemdUnitTests {
  private static let analyzer = URL(filePath: "/usr/bin/systemd-analyze")
  private static let units = PackageFolder.root.appending(path: "Systemd")

  private static func analyze(_ arguments: [String]) throws -> (status: Int32, text: String)? {
    guard FileManager.default.isExecutableFile(atPath: analyzer.path) else {
      print("the tests of systemd units are skipped: systemd-analyze is not installed")
      return nil
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = analyzer
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test(arguments: ["saccade.service", "saccade@.service"]) func servicesAreExposedToLittle(unit: String) throws {
    // The threshold is in tenths.
    let path = Self.units.appending(path: unit).path
    guard let result = try Self.analyze(["security", "--offline=true", "--threshold=15", path]) else { return }
    #expect(result.status == 0 && result.text.contains("Overall exposure level"), "\(result.text)")
  }

  @Test func unitsAreWithoutFault() throws {
    let folder = try TemporaryFolder()
    for (name, copy) in [
      ("saccade.service", "saccade.service"), ("saccade.socket", "saccade.socket"),
      ("saccade@.service", "saccade@front.service"),
    ] {
      // The command lies elsewhere until it is installed.
      let text = try String(contentsOf: Self.units.appending(path: name), encoding: .utf8)
      try folder.write(
        text.replacingOccurrences(of: "/usr/bin/saccade", with: CommandRun.executable.path).utf8, to: copy)
    }
    let paths = ["saccade.service", "saccade.socket", "saccade@front.service"].map { folder.path($0) }
    guard let result = try Self.analyze(["verify", "--man=no"] + paths) else { return }
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }

  @Test func unitsCallTheCommandAsItIs() throws {
    for unit in ["saccade.service", "saccade@.service"] {
      let text = try String(contentsOf: Self.units.appending(path: unit), encoding: .utf8)
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("ExecStart=") || $0.hasPrefix("ExecReload=") }
      #expect(lines.count == 2)
      for line in lines {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        #expect(try CommandRun(arguments: words + ["--help"]).status == 0)
      }
    }
  }
}
