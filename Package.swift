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
    .library(name: "EventFormats", targets: ["EventFormats"]),
    .library(name: "Timesteps", targets: ["Timesteps"]),
    .library(name: "Detections", targets: ["Detections"]),
  ],
  targets: [
    // Layer 0: values, kernels and system calls.
    .target(name: "Events", swiftSettings: swift),

    // Layer 1: pure computation, no I/O.
    .target(name: "EventFormats", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "Timesteps", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "Detections", dependencies: ["Events"], swiftSettings: swift),

    // Layer 2: files, sockets, clocks.
    .target(name: "SceneSimulator", dependencies: ["Events", "Detections"], swiftSettings: swift),
    .target(name: "Telemetry", swiftSettings: swift),

    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: swift),
    .testTarget(name: "TimestepsTests", dependencies: ["Timesteps"], swiftSettings: swift),
    .testTarget(name: "DetectionsTests", dependencies: ["Detections"], swiftSettings: swift),
    .testTarget(name: "SceneSimulatorTests", dependencies: ["SceneSimulator"], swiftSettings: swift),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
