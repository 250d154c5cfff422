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
    .library(name: "SpikingNetwork", targets: ["SpikingNetwork"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // Layer 0: values, kernels and system calls.
    .target(name: "Events", swiftSettings: swift),
    .target(name: "CSpikeKernels", cSettings: c),

    // Layer 1: pure computation, no I/O.
    .target(name: "EventFormats", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "SpikingNetwork", dependencies: ["CSpikeKernels"], swiftSettings: swift),
    .target(name: "Detections", dependencies: ["Events"], swiftSettings: swift),

    // Layer 5: the executable.
    .executableTarget(
      name: "saccade",
      dependencies: [
        "SpikingNetwork",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: swift),
    .testTarget(name: "SpikingNetworkTests", dependencies: ["SpikingNetwork"], swiftSettings: swift),
    .testTarget(name: "saccadeTests", dependencies: ["saccade", "SpikingNetwork"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
