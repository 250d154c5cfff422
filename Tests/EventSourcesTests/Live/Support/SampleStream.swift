import EventFormats
import EventSources
import Events
import Foundation
import TestSupport

/// A recording of the repository as a stream: its bytes and what is in it.
struct SampleStream {
  let bytes: [UInt8]
  let events: [Event]
  let digest: String

  /// A simulated drive, EVT2 with a header.
  static func driving() throws -> SampleStream {
    try SampleStream(path: PackageFolder.root.appending(path: "Samples/Recordings/driving.raw").path)
  }

  /// Real recordings of the shared folder; none, with a message, where it is absent.
  static func shared() throws -> [SampleStream] {
    let folder = PackageFolder.shared.appending(path: "recordings")
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("real recordings are skipped: \(folder.path) is absent")
      return []
    }
    return try ["evt2-gen3-640x480.raw", "evt3-gen41-1280x720.raw", "davis346.aedat4", "dvs-320x240.es"].map {
      try SampleStream(path: folder.appending(path: $0).path)
    }
  }

  init(path: String) throws {
    bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var file = try RecordingFile(path: path)
    events = try readAll(&file).events
    digest = Self.digest(of: events)
  }

  static func digest(of events: [Event]) -> String {
    var digest = CanonicalDigest()
    digest.add(events.span)
    return digest.hexadecimal
  }
}
