// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "saccade-benchmarks",
  dependencies: [.package(name: "saccade", path: "..")],
  targets: [
    .executableTarget(
      name: "decode-benchmark",
      dependencies: [
        .product(name: "EventFormats", package: "saccade"), .product(name: "EventSources", package: "saccade"),
        .product(name: "HDF5Files", package: "saccade"), .product(name: "Recording", package: "saccade"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "ingest-benchmark",
      dependencies: [
        .product(name: "EventFormats", package: "saccade"), .product(name: "EventSources", package: "saccade"),
        .product(name: "Timesteps", package: "saccade"),
      ],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
