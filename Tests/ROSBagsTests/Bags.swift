import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Where the tests find recordings and the libraries that stand on the other side.
enum Bags {
  /// The folder of real recordings beside the package; nil where it is absent.
  static let folder: URL? = {
    let folder = PackageFolder.shared.appending(path: "recordings")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// The path of a real recording.
  static func path(_ name: String) throws -> String { try #require(folder).appending(path: name).path }

  /// Whether the mcap and rosbags libraries are there; says what to do where they are not.
  static let arePeersAvailable = PythonScript.isUsable(
    "ros_peers.py", ["check"], tests: "Tests against mcap and rosbags")

  /// Runs a command of `ros_peers.py` and takes what it prints.
  @discardableResult static func run(_ arguments: [String]) throws -> Data {
    try PythonScript.run("ros_peers.py", arguments)
  }

  /// What `ros_peers.py` reads from a recording.
  struct Contents: Decodable, Equatable {
    var events: Int
    var sha256: String
    var lost: UInt64
    var size: [Int]
  }

  /// What the peers read from a recording.
  static func peersRead(_ path: String) throws -> Contents {
    try JSONDecoder().decode(Contents.self, from: run(["read", path]))
  }
}

/// Everything that a recording gives.
struct BagReading {
  var description: StreamDescription?
  var events: [Event] = []
  var triggers: [TriggerEvent] = []
  var statistics = DecodingStatistics()
  var error: EventSourceError?

  /// Reads a recording as its content demands.
  init(_ path: String, options: DecodingOptions = DecodingOptions(), capacity: Int = 4096) {
    do throws(EventSourceError) {
      var recording = try AnyRecording(path: path, options: options)
      try read(&recording, capacity: capacity)
    } catch {
      self.error = error
    }
  }

  /// The events in the form in which the peers give theirs.
  var contents: Bags.Contents {
    var digest = CanonicalDigest()
    digest.add(events.span)
    let geometry = description?.geometry
    return Bags.Contents(
      events: events.count, sha256: digest.hexadecimal, lost: statistics.lostPackets,
      size: [geometry?.width ?? 0, geometry?.height ?? 0])
  }

  private mutating func read(
    _ source: inout AnyRecording, capacity: Int
  ) throws(EventSourceError) {
    description = source.description
    var batch = EventBatch(capacity: capacity)
    var hasMore = true
    while hasMore {
      do throws(EventSourceError) {
        hasMore = try source.read(into: &batch)
      } catch {
        statistics = source.statistics
        throw error
      }
      for index in batch.events.indices { events.append(batch.events[index]) }
      triggers += batch.triggers
    }
    statistics = source.statistics
  }
}
