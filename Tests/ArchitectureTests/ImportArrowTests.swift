import Foundation
import TestSupport
import Testing

/// The arrows of the architecture: a target depends, and imports, only downward.
@Suite struct ImportArrowTests {
  /// The layers, lowest first; see Docs/8-Architecture.md.
  static let layers: [[String]] = [
    [
      "Events", "CEventKernels", "CSpikeKernels", "CSceneKernels", "CSystemCalls", "CSaccadeSource", "CLZ4", "CZstd",
      "CBZip2", "CZlib",
    ],
    [
      "EventFormats", "EventProcessing", "Timesteps", "SpikingNetwork", "Checkpoints", "ONNX", "Detections", "Messages",
    ],
    [
      "CZeroMQ", "ZeroMQ", "CHDF5", "CBlosc", "HDF5Files", "CSQLite", "ROSBags", "EventSources", "Recording",
      "SceneSimulator", "Telemetry", "CPNG", "CGIF", "CJPEG", "CImageDecoding", "Pictures",
    ],
    ["Pipeline", "Settings"],
    ["Supervision", "ControlPlane"],
    ["saccade"],
  ]

  /// Arrows inside a layer, each with its reason.
  static let sidewaysArrows: Set<[String]> = [
    ["Checkpoints", "SpikingNetwork"],  // a checkpoint's tensors are a network's weights
    ["ONNX", "SpikingNetwork"],  // a network in another notation
    ["Messages", "Detections"],  // a frame's detections are the detector's
    ["ZeroMQ", "CZeroMQ"],  // the wrapper of the C library
    ["HDF5Files", "CHDF5"],  // the wrapper of the C library
    ["HDF5Files", "CBlosc"],  // a filter of HDF5 files
    ["ROSBags", "CSQLite"],  // the wrapper of the C library
    ["EventSources", "HDF5Files"],  // recordings that a library reads
    ["EventSources", "ROSBags"],  // recordings that a library reads
    ["EventSources", "SceneSimulator"],  // scenes that are read like recordings
    ["EventSources", "ZeroMQ"],  // event packets from a network
    ["Recording", "HDF5Files"],  // recordings that a library writes
    ["Pictures", "CPNG"],  // the wrapper of the C library
    ["Pictures", "CGIF"],  // the wrapper of the C library
    ["Pictures", "CImageDecoding"],  // the wrapper of two C libraries' readers
    ["CImageDecoding", "CPNG"],  // errors of the library must not leave C
    ["CImageDecoding", "CJPEG"],  // errors of the library must not leave C
    ["ControlPlane", "Supervision"],  // what is shown and steered
  ]

  static let layerOfTarget: [String: Int] = Dictionary(
    uniqueKeysWithValues: layers.enumerated().flatMap { index, names in names.map { ($0, index) } })

  private struct Package: Decodable {
    struct Target: Decodable {
      var name: String
      var path: String
      var type: String
      var sources: [String]
      var targetDependencies: [String]?
      enum CodingKeys: String, CodingKey {
        case name, path, type, sources
        case targetDependencies = "target_dependencies"
      }
    }
    var targets: [Target]
  }

  private static let root = PackageFolder.root

  /// What `swift package describe --type json` says.
  private static func describe() throws -> Package {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A scratch path of its own: the test run holds the lock of the usual one.
    process.arguments = [
      "swift", "package", "--package-path", root.path, "--scratch-path", root.appending(path: ".build/describe").path,
      "describe", "--type", "json",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONDecoder().decode(Package.self, from: data)
  }

  @Test func everyTargetDependsOnlyDownward() throws {
    let targets = try Self.describe().targets.filter { $0.path.hasPrefix("Sources/") }
    #expect(targets.count > 5)
    for target in targets {
      let layer = try #require(Self.layerOfTarget[target.name], "\(target.name) stands in no layer")
      for dependency in target.targetDependencies ?? [] {
        let below = try #require(Self.layerOfTarget[dependency], "\(dependency) stands in no layer")
        #expect(
          below < layer || Self.sidewaysArrows.contains([target.name, dependency]),
          "\(target.name) (layer \(layer)) must not depend on \(dependency) (layer \(below))")
      }
    }
  }

  @Test func everyImportIsADeclaredArrow() throws {
    let targets = try Self.describe().targets.filter { $0.path.hasPrefix("Sources/") }
    let names = Set(targets.map(\.name))
    var imports = 0
    for target in targets {
      let declared = Set(target.targetDependencies ?? [])
      for source in target.sources where source.hasSuffix(".swift") {
        let text = try String(contentsOf: Self.root.appending(path: "\(target.path)/\(source)"), encoding: .utf8)
        for module in Self.importedModules(text) where names.contains(module) {
          imports += 1
          #expect(declared.contains(module), "\(target.path)/\(source) imports \(module), which is not declared")
        }
      }
    }
    #expect(imports > 5)
  }

  @Test func pureLayersImportNoInputOutput() throws {
    let pure = Set(Self.layers[0] + Self.layers[1])
    for target in try Self.describe().targets where pure.contains(target.name) {
      for source in target.sources where source.hasSuffix(".swift") {
        let text = try String(contentsOf: Self.root.appending(path: "\(target.path)/\(source)"), encoding: .utf8)
        for module in Self.importedModules(text) {
          #expect(
            module != "Foundation" && module != "Dispatch", "\(target.path)/\(source) imports \(module)")
        }
      }
    }
  }

  private static func importedModules(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
        words[..<index].allSatisfy({ ["public", "package", "internal", "private"].contains($0) || $0.hasPrefix("@") })
      else { return nil }
      let path =
        ["struct", "class", "enum", "func", "protocol", "typealias"].contains(words[index + 1])
          && index + 2 < words.count
        ? words[index + 2] : words[index + 1]
      return String(path.split(separator: ".")[0])
    }
  }
}
