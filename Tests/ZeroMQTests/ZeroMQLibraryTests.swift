import Testing

import ZeroMQ

@Suite struct ZeroMQLibraryTests {
  @Test func refusesVersionsWithKnownHoles() {
    for version in [ZeroMQLibrary.Version(4, 3, 2), .init(4, 2, 9), .init(3, 9, 9), .init(2, 2, 0)] {
      let error = #expect(throws: ZeroMQError.self) { try ZeroMQLibrary.requireSupported(version) }
      #expect(error?.code == .unsupportedLibrary)
      #expect(error?.message.contains("\(version)") == true)
    }
  }

  @Test func acceptsTheOldestSafeVersionAndLater() throws {
    for version in [ZeroMQLibrary.Version(4, 3, 3), .init(4, 3, 5), .init(4, 4, 0), .init(5, 0, 0)] {
      try ZeroMQLibrary.requireSupported(version)
    }
  }

  @Test func installedVersionIsUsable() throws {
    #expect(ZeroMQLibrary.version >= ZeroMQLibrary.oldestSupportedVersion)
    _ = try ZeroMQContext()
  }
}
