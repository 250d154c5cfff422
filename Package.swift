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
    .library(name: "EventFormats", targets: ["EventFormats"])
  ],
  dependencies: [
    // Without traits it needs no full Foundation.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: [])
  ],
  targets: [
    // Layer 0: values, kernels and system calls.
    .target(name: "Events", swiftSettings: swift),

    // Layer 1: pure computation, no I/O.
    .target(name: "EventFormats", dependencies: ["Events"], swiftSettings: swift),
    .target(name: "Detections", dependencies: ["Events"], swiftSettings: swift),
    .target(
      name: "Messages",
      dependencies: ["Events", "Detections", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Protobuf/saccade"],
      swiftSettings: swift),

    // Layer 2: files, sockets, clocks.
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .target(name: "ZeroMQ", dependencies: ["CZeroMQ"], swiftSettings: swift),

    // Layer 3: the main path for one camera.
    .target(
      name: "Pipeline", dependencies: ["Events", "Detections", "Messages", "ZeroMQ"], swiftSettings: swift),

    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: swift),
    .testTarget(name: "MessagesTests", dependencies: ["Messages"], exclude: ["Vectors"], swiftSettings: swift),
    .testTarget(name: "ZeroMQTests", dependencies: ["ZeroMQ"], swiftSettings: swift),
    .testTarget(name: "PipelineTests", dependencies: ["Pipeline"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
