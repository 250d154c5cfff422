// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "saccade-fuzz",
  dependencies: [.package(name: "saccade", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "Detections", package: "saccade"), .product(name: "EventFormats", package: "saccade"),
        .product(name: "SpikingNetwork", package: "saccade"),
      ],
      swiftSettings: [
        .treatAllWarnings(as: .error), .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
        // libFuzzer brings `main`.
        .unsafeFlags(["-parse-as-library"]),
      ])
  ],
  swiftLanguageModes: [.v6]
)
