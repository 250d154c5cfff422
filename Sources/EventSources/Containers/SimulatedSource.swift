import EventFormats
import Events
import SceneSimulator

/// A simulated scene as a source.
struct SimulatedSource: RecordedSource {
  private let address: String
  private var scene: DrivingScene
  private var filter = StartFilter()
  private var read = DecodingStatistics()
  /// The time of the last event that was given or dropped.
  private var time: Int64 = 0

  /// Begins the scene of an address.
  init(address: String) throws(EventSourceError) {
    self.address = address
    scene = try Self.begin(address)
  }

  private static func begin(_ address: String) throws(EventSourceError) -> DrivingScene {
    do throws(SceneError) { return try DrivingScene(SceneAddress(address).description) } catch {
      throw EventSourceError(.unsupported, "\(error)", path: address)
    }
  }

  var description: StreamDescription {
    StreamDescription(
      format: .simulation, variant: "driving", geometry: scene.description.geometry, geometryOrigin: .header,
      metadata: [
        StreamDescription.Entry(key: "seed", value: String(scene.description.seed)),
        StreamDescription.Entry(key: "daylight", value: scene.daylight.rawValue),
      ])
  }

  var statistics: DecodingStatistics {
    var statistics = read
    statistics.events -= filter.droppedEvents
    return statistics
  }

  var fractionRead: Double? { Double(time) / Double(scene.description.durationMicroseconds) }

  mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    while true {
      batch.removeAll()
      guard scene.generate(into: &batch) else { return false }
      read.events += UInt64(batch.count)
      time = batch.events[batch.count - 1].time
      filter.apply(to: &batch)
      if !batch.isEmpty { return true }
    }
  }

  mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    filter = StartFilter(time: time)
    // Nothing has been given yet, so that the scene is at its beginning.
    guard read.events > 0 else { return }
    scene = try Self.begin(address)
    read = DecodingStatistics()
    self.time = 0
  }
}
