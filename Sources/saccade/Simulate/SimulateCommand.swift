import ArgumentParser
import Detections
import EventFormats
import Events
import Recording
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
  var geometry = SensorGeometry(width: 304, height: 240)

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
      seed: seed, geometry: geometry, durationMicroseconds: duration.microseconds, cars: cars, pedestrians: pedestrians,
      eventsPerSecond: rate)
    var scene: MovingShapes
    do { scene = try MovingShapes(description) } catch { throw CommandFailure(.usage, "\(error)") }
    let count = try writeEvents(of: &scene)
    if let boxes { try OutputFile.write(BoxFileEncoder.encode(trueBoxes(of: scene)), to: boxes) }
    print("\(output): \(Format.count(count)) events, \(Format.sensorSeconds(microseconds: duration.microseconds))")
  }

  private func writeEvents(of scene: inout MovingShapes) throws(CommandFailure) -> UInt64 {
    var batch = EventBatch()
    var count: UInt64 = 0
    var progress = ProgressLine()
    do throws(RecordingError) {
      let writer = try RecordingEncoding.dat.makeWriter(
        path: output, overwrites: true, options: EncodingOptions(geometry: scene.description.geometry))
      while scene.generate(into: &batch) {
        count += UInt64(batch.count)
        try writer.write(batch)
        let time = batch.events[batch.count - 1].time
        progress.show(
          fraction: Double(time) / Double(max(duration.microseconds, 1)), detail: "\(Format.count(count)) events")
        batch.removeAll()
      }
      try writer.finish()
    } catch {
      throw CommandFailure(error)
    }
    progress.clear()
    return count
  }

  private func trueBoxes(of scene: MovingShapes) -> [TimedDetection] {
    Swift.stride(from: boxPeriod.microseconds, through: duration.microseconds, by: Int(boxPeriod.microseconds))
      .flatMap { scene.boxes(atMicroseconds: $0) }
  }
}
