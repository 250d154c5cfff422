import ArgumentParser
import Detections
import EventFormats
import Events
import SceneSimulator

/// `saccade simulate`: a made-up scene as a recording with its true boxes.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a recording of moving shapes.",
    discussion: """
      Cars and pedestrians as textured shapes move over a still background, seen by an event camera. The same options give the
      same bytes on every machine. The boxes file holds where they truly were.

      Examples:
        saccade simulate shapes_td.dat --duration 10s --seed 1
        saccade simulate shapes_td.dat --boxes shapes_bbox.npy --geometry 640x480 --rate 1000000
      """)

  @Argument(help: "The DAT recording to write.")
  var output: String

  @Option(help: "The sensor's size.")
  var geometry = PixelSize(width: 304, height: 240)

  @Option(help: ArgumentHelp("The length of the recording.", valueName: "time"))
  var duration = TimeArgument(microseconds: 10_000_000)

  @Option(help: "Decides where and when everything moves.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("Events per second that the contrast threshold is controlled to give.", valueName: "events"))
  var rate: Double?

  @Option(help: "Cars that drive at a time.")
  var cars = 3

  @Option(help: "Pedestrians that walk at a time.")
  var pedestrians = 3

  @Option(help: ArgumentHelp("Write the true boxes to a Prophesee box file, too.", valueName: "file.npy"))
  var boxes: String?

  @Option(help: ArgumentHelp("The time from one set of true boxes to the next.", valueName: "time"))
  var boxPeriod = TimeArgument(microseconds: 50_000)

  func validate() throws {
    guard boxPeriod.microseconds > 0 else { throw ValidationError("--box-period is 0; give more") }
  }

  func run() throws {
    let description = SceneDescription(
      seed: seed, geometry: SensorGeometry(width: geometry.width, height: geometry.height),
      durationMicroseconds: duration.microseconds, cars: cars, pedestrians: pedestrians, eventsPerSecond: rate)
    var scene: MovingShapes
    do { scene = try MovingShapes(description) } catch { throw CommandFailure(.usage, "\(error)") }
    let count = try writeEvents(of: &scene)
    if let boxes { try OutputFile.write(BoxFileEncoder.encode(trueBoxes(of: scene)), to: boxes) }
    print("\(output): \(Format.count(count)) events, \(Format.sensorSeconds(microseconds: duration.microseconds))")
  }

  private func writeEvents(of scene: inout MovingShapes) throws -> UInt64 {
    let file = try OutputFile(path: output)
    var encoder = DATEncoder(options: .init(geometry: scene.description.geometry))
    var batch = EventBatch()
    var bytes: [UInt8] = []
    var position = 0
    var count: UInt64 = 0
    var progress = ProgressLine()
    func flush() throws {
      try bytes.withUnsafeBytes { try file.write($0, at: position) }
      position += bytes.count
      bytes.removeAll(keepingCapacity: true)
    }
    while scene.generate(into: &batch) {
      count += UInt64(batch.count)
      do { try encoder.encode(batch.events, into: &bytes) } catch {
        throw CommandFailure(.badData, "\(output): \(error)")
      }
      try flush()
      let time = batch.events[batch.count - 1].time
      progress.show(
        fraction: Double(time) / Double(max(duration.microseconds, 1)), detail: "\(Format.count(count)) events")
      batch.removeAll()
    }
    do { try encoder.finish(into: &bytes) } catch { throw CommandFailure(.badData, "\(output): \(error)") }
    try flush()
    progress.clear()
    try file.commit()
    return count
  }

  private func trueBoxes(of scene: MovingShapes) -> [TimedDetection] {
    Swift.stride(from: boxPeriod.microseconds, through: duration.microseconds, by: Int(boxPeriod.microseconds))
      .flatMap { scene.boxes(atMicroseconds: $0) }
  }
}
