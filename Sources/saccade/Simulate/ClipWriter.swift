import Detections
import EventFormats
import Events
import Pictures
import Recording
import SceneSimulator

/// Simulates a clip into its files.
struct ClipWriter {
  let clip: ClipPlan
  let description: SceneDescription
  let labelPeriodMicroseconds: Int64
  let hasPicture: Bool
  let overwrites: Bool

  /// Simulates the clip; the recording gets its name last.
  ///
  /// - Parameter progress: is told microseconds and events so far.
  func write(_ progress: (Int64, UInt64) -> Void) throws(CommandFailure) -> ClipSummary {
    let scene: DrivingScene
    do { scene = try DrivingScene(description) } catch { throw CommandFailure(.usage, "\(error)") }
    let boxes = boxes(of: scene)
    var picture = hasPicture ? ClipPicture(clip: clip, scene: scene) : nil
    var events: UInt64 = 0
    let writer: any RecordingWriter
    do throws(RecordingError) {
      writer = try RecordingEncoding.dat.makeWriter(
        path: clip.recording, overwrites: overwrites, options: EncodingOptions(geometry: description.geometry))
      var batch = EventBatch()
      while scene.generate(into: &batch) {
        events += UInt64(batch.count)
        try writer.write(batch)
        picture?.note(batch)
        progress(batch.events[batch.count - 1].time, events)
        batch.removeAll()
      }
    } catch {
      throw CommandFailure(error)
    }
    try OutputFile.write(BoxFileEncoder.encode(boxes), to: clip.boxes)
    if let picture { try PictureFile.write(picture.compose(), to: clip.picture, isFast: true) }
    do { try writer.finish() } catch { throw CommandFailure(error) }
    let tracks = Set(boxes.map { [$0.detection.classID, $0.detection.trackID] })
    return ClipSummary(
      split: clip.split, recording: clip.recording, boxesFile: clip.boxes, scene: address, seed: clip.seed,
      daylight: scene.daylight.rawValue, events: events, boxes: boxes.count, cars: tracks.count { $0[0] == 0 },
      pedestrians: tracks.count { $0[0] == 1 })
  }

  /// The scene's address, with the values that are not the usual ones.
  private var address: String {
    let usual = SceneDescription(seed: 0)
    var address = "sim:driving?seed=\(clip.seed)&duration=\(Double(description.durationMicroseconds) / 1e6)"
    if description.geometry != usual.geometry { address += "&geometry=\(description.geometry)" }
    if let daylight = description.daylight { address += "&daylight=\(daylight.rawValue)" }
    if description.carDensity != usual.carDensity { address += "&cars=\(description.carDensity)" }
    if description.pedestrianDensity != usual.pedestrianDensity {
      address += "&pedestrians=\(description.pedestrianDensity)"
    }
    if description.pixels.thresholdOn != usual.pixels.thresholdOn {
      address += "&threshold=\(description.pixels.thresholdOn)"
    }
    if description.pixels.noiseHertz != usual.pixels.noiseHertz {
      address += "&noise=\(description.pixels.noiseHertz)"
    }
    return address
  }

  private func boxes(of scene: DrivingScene) -> [TimedDetection] {
    stride(
      from: labelPeriodMicroseconds, through: description.durationMicroseconds, by: Int(labelPeriodMicroseconds)
    ).flatMap { scene.boxes(atMicroseconds: $0) }
  }
}
