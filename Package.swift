// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]
let c: [CSetting] = [.treatAllWarnings(as: .error)]

// Layers, lowest first. A target may import only targets that stand above it here; `ImportArrowTests` checks it.
let package = Package(
  name: "saccade",
  products: [
    .executable(name: "saccade", targets: ["saccade"]),
    .library(name: "EventFormats", targets: ["EventFormats"]),
    .library(name: "EventSources", targets: ["EventSources"]),
    .library(name: "HDF5Files", targets: ["HDF5Files"]),
    .library(name: "Recording", targets: ["Recording"]),
    .library(name: "Timesteps", targets: ["Timesteps"]),
    .library(name: "SpikingNetwork", targets: ["SpikingNetwork"]),
    .library(name: "Detections", targets: ["Detections"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Without traits it needs FoundationEssentials only.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // Layer 0: values, kernels and system calls.
    .target(name: "Events", swiftSettings: swift),
    .target(name: "CEventKernels", cSettings: c),
    .target(name: "CSpikeKernels", cSettings: c),
    .target(name: "CSceneKernels", cSettings: c),
    .target(name: "CSystemCalls", cSettings: c),
    .target(name: "CSaccadeSource", cSettings: c),
    .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CBZip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

    // Layer 1: pure computation, no I/O.
    .target(
      name: "EventFormats", dependencies: ["Events", "CEventKernels", "CLZ4", "CZstd", "CBZip2"],
      swiftSettings: swift),
    .target(name: "EventProcessing", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "Timesteps", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "SpikingNetwork", dependencies: ["CSpikeKernels"], swiftSettings: swift),
    .target(
      name: "ONNX", dependencies: ["SpikingNetwork", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Protobuf/onnx"], swiftSettings: swift),
    .target(name: "Checkpoints", dependencies: ["CZlib", "SpikingNetwork"], swiftSettings: swift),
    .target(name: "Detections", dependencies: ["Events"], swiftSettings: swift),
    .target(
      name: "Messages",
      dependencies: ["Events", "Detections", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Protobuf/saccade", "Protobuf/foxglove"],
      swiftSettings: swift),

    // Layer 2: files, sockets, clocks.
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .target(name: "ZeroMQ", dependencies: ["CZeroMQ"], swiftSettings: swift),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CBlosc", providers: [.apt(["libblosc-dev"])]),
    .target(
      name: "HDF5Files",
      dependencies: [
        "Events", "EventFormats", "CEventKernels", "CSystemCalls", "CHDF5", "CBlosc", "CZlib",
      ],
      swiftSettings: swift),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "ROSBags", dependencies: ["Events", "EventFormats", "CSQLite"], swiftSettings: swift),
    .target(
      name: "SceneSimulator", dependencies: ["Events", "CSceneKernels", "Detections"], swiftSettings: swift),
    .target(
      name: "EventSources",
      dependencies: [
        "Events", "EventFormats", "CSystemCalls", "CSaccadeSource", "HDF5Files", "ROSBags", "SceneSimulator", "ZeroMQ",
      ],
      swiftSettings: swift),
    .target(name: "Recording", dependencies: ["Events", "EventFormats", "HDF5Files"], swiftSettings: swift),
    .target(name: "Telemetry", swiftSettings: swift),
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .target(name: "CImageDecoding", dependencies: ["CPNG", "CJPEG"], cSettings: c),
    .target(name: "Pictures", dependencies: ["CPNG", "CGIF", "CImageDecoding"], swiftSettings: swift),

    // Layer 3: the main path for one camera.
    .target(
      name: "Pipeline",
      dependencies: [
        "CSystemCalls", "Events", "EventFormats", "EventProcessing", "EventSources", "Timesteps", "SpikingNetwork",
        "Detections", "Messages",
        "ZeroMQ", "Recording", "Telemetry", "Pictures",
      ],
      swiftSettings: swift),

    .target(
      name: "Settings",
      dependencies: [
        "Events", "EventFormats", "EventProcessing", "EventSources", "Messages",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: swift),

    // Layer 4: many cameras, and how they are watched and steered.
    .target(
      name: "Supervision",
      dependencies: [
        "CSystemCalls", "Events", "EventFormats", "EventProcessing", "EventSources", "SpikingNetwork", "Detections",
        "Messages", "ZeroMQ", "Telemetry",
        "Settings", "Pipeline",
      ],
      swiftSettings: swift),
    .target(
      name: "ControlPlane",
      dependencies: [
        "CSystemCalls", "Events", "EventProcessing", "EventSources", "Detections", "Messages", "SpikingNetwork",
        "Timesteps", "Telemetry", "Settings", "Pipeline", "Supervision",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      resources: [.embedInCode("Dashboard/dashboard.html")], swiftSettings: swift),

    // Layer 5: the executable.
    .executableTarget(
      name: "saccade",
      dependencies: [
        "CSystemCalls", "Events", "EventFormats", "EventProcessing", "HDF5Files", "EventSources", "Recording",
        "Pictures",
        "Timesteps",
        "SpikingNetwork", "Checkpoints", "ONNX", "Detections", "Messages", "ZeroMQ", "Telemetry", "SceneSimulator",
        "Pipeline", "Settings", "Supervision", "ControlPlane",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    // Only for tests: where things lie, folders, scripts, random numbers.
    .target(name: "TestSupport", dependencies: ["CSystemCalls"], path: "Tests/TestSupport", swiftSettings: swift),
    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: swift),
    .testTarget(
      name: "EventFormatsTests",
      dependencies: ["TestSupport", "Events", "CEventKernels", "CLZ4", "CZstd", "CBZip2", "EventFormats"],
      swiftSettings: swift),
    .testTarget(name: "EventProcessingTests", dependencies: ["Events", "EventProcessing"], swiftSettings: swift),
    .testTarget(name: "TimestepsTests", dependencies: ["TestSupport", "Events", "Timesteps"], swiftSettings: swift),
    // Plain C: it also runs where no Swift does.
    .target(
      name: "CSpikeKernelChecks", dependencies: ["CSpikeKernels"], path: "Tests/CSpikeKernelChecks",
      exclude: ["Program"],
      cSettings: c),
    .testTarget(
      name: "CSpikeKernelsTests", dependencies: ["CSpikeKernels", "CSpikeKernelChecks"], swiftSettings: swift),
    .testTarget(
      name: "SpikingNetworkTests", dependencies: ["TestSupport", "CSpikeKernels", "SpikingNetwork"],
      swiftSettings: swift),
    .testTarget(
      name: "CheckpointsTests", dependencies: ["TestSupport", "CZlib", "SpikingNetwork", "Checkpoints"],
      swiftSettings: swift),
    .testTarget(
      name: "ONNXTests", dependencies: ["TestSupport", "SpikingNetwork", "Checkpoints", "ONNX"], swiftSettings: swift),
    .testTarget(name: "DetectionsTests", dependencies: ["TestSupport", "Events", "Detections"], swiftSettings: swift),
    .testTarget(
      name: "MessagesTests", dependencies: ["TestSupport", "Events", "Detections", "Messages"], exclude: ["Vectors"],
      swiftSettings: swift),
    .testTarget(name: "ZeroMQTests", dependencies: ["TestSupport", "ZeroMQ"], swiftSettings: swift),
    .testTarget(
      name: "EventSourcesTests",
      dependencies: ["TestSupport", "CSystemCalls", "Events", "EventFormats", "EventSources", "ZeroMQ"],
      swiftSettings: swift),
    // The worker process of these tests.
    .executableTarget(
      name: "HDF5WorkerHost", dependencies: ["HDF5Files"], path: "Tests/HDF5WorkerHost", swiftSettings: swift),
    .testTarget(
      name: "HDF5FilesTests",
      dependencies: ["TestSupport", "Events", "EventFormats", "CHDF5", "HDF5Files", "HDF5WorkerHost"],
      swiftSettings: swift),
    .testTarget(
      name: "ROSBagsTests",
      dependencies: ["TestSupport", "Events", "EventFormats", "EventSources", "ROSBags", "CSQLite"],
      swiftSettings: swift),
    .testTarget(
      name: "SceneSimulatorTests", dependencies: ["Events", "CSceneKernels", "Detections", "SceneSimulator"],
      swiftSettings: swift),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "CPNG", "CGIF"], exclude: ["Images"], swiftSettings: swift),
    .testTarget(
      name: "RecordingTests",
      dependencies: [
        "TestSupport", "Events", "EventFormats", "HDF5Files", "EventSources", "Recording", "HDF5WorkerHost",
      ],
      swiftSettings: swift),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: swift),
    // Only for tests: it takes the place of malloc in the program that it is linked into.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: c),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "TestSupport", "CAllocationCounter", "Pipeline", "Events", "EventFormats", "EventProcessing", "EventSources",
        "Timesteps", "SpikingNetwork",
        "Telemetry", "Detections", "Messages",
        "ZeroMQ", "Recording",
      ],
      swiftSettings: swift),
    .testTarget(name: "SettingsTests", dependencies: ["TestSupport", "Settings"], swiftSettings: swift),
    .testTarget(
      name: "SupervisionTests",
      dependencies: ["TestSupport", "EventProcessing", "Settings", "Telemetry", "Pipeline", "Supervision"],
      swiftSettings: swift),
    .testTarget(
      name: "ControlPlaneTests", dependencies: ["TestSupport", "ControlPlane"], swiftSettings: swift),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "saccadeTests",
      dependencies: [
        "TestSupport", "saccade", "Events", "EventFormats", "EventSources", "Recording", "Pictures", "Timesteps",
        "SpikingNetwork", "Pipeline", "CSystemCalls",
        "Detections", "Messages", "SceneSimulator", "CPNG",
      ],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)

// The network, its kernels and their tests alone: what the sanitizers look at, in minutes (`make sanitize`).
if Context.environment["SACCADE_NETWORK_ONLY"] != nil {
  let kept: Set = [
    "CSpikeKernels", "SpikingNetwork", "CSystemCalls", "TestSupport", "CSpikeKernelChecks", "CSpikeKernelsTests",
    "SpikingNetworkTests",
  ]
  package.products = []
  package.targets.removeAll { !kept.contains($0.name) }
}
