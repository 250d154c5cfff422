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
    .library(name: "EventSources", targets: ["EventSources"]),
  ],
  targets: [
    // Layer 0: values, kernels and system calls.
    .target(name: "Events", swiftSettings: swift),
    .target(name: "CEventKernels", cSettings: c),

    // Layer 1: pure computation, no I/O.
    .target(name: "EventFormats", dependencies: ["Events", "CEventKernels"], swiftSettings: swift),
    .target(name: "Detections", dependencies: ["Events"], swiftSettings: swift),

    // Layer 2: files, sockets, clocks.
    .target(name: "EventSources", dependencies: ["Events", "EventFormats"], swiftSettings: swift),

    .testTarget(name: "EventsTests", dependencies: ["Events"], swiftSettings: swift),
    .testTarget(name: "EventFormatsTests", dependencies: ["EventFormats"], swiftSettings: swift),
    .testTarget(name: "EventSourcesTests", dependencies: ["EventSources"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
