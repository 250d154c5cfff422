import Detections
import EventProcessing
import Events
import Pictures
import SceneSimulator

/// A few moments of a clip, each as the light that fell on the sensor and as the events until then.
struct ClipPicture {
  let clip: ClipPlan
  let scene: DrivingScene
  private let moments: [Int64]
  private var frames: [EventFrame]

  /// Microseconds of events that are shown.
  private static let windowMicroseconds: Int64 = 30_000

  init(clip: ClipPlan, scene: DrivingScene) {
    self.clip = clip
    self.scene = scene
    let duration = scene.description.durationMicroseconds
    let window = min(Self.windowMicroseconds, duration)
    moments = [3, 7, 11, 15].map { max(duration / 16 * $0, window) }
    frames = moments.enumerated().map { index, moment in
      EventFrame(
        geometry: scene.description.geometry,
        window: FrameWindow(startMicroseconds: moment - window, durationMicroseconds: window), index: index)
    }
  }

  /// Notes the events of a batch that lie in one of the windows.
  mutating func note(_ batch: borrowing EventBatch) {
    guard batch.count > 0 else { return }
    let events = batch.events
    let first = events[0].time
    let last = events[batch.count - 1].time
    for index in frames.indices {
      let window = frames[index].window
      guard first < window.endMicroseconds, last >= window.startMicroseconds else { continue }
      for place in 0..<events.count {
        let event = events[place]
        if event.time >= window.startMicroseconds, event.time < window.endMicroseconds { frames[index].add(event) }
      }
    }
  }

  /// The picture.
  func compose() -> Canvas {
    let geometry = scene.description.geometry
    let scale = RenderScale(width: geometry.width, target: 640)
    let painter = FramePainter(
      geometry: geometry, theme: .dark, scale: scale, hasCaption: true, originMicroseconds: 0, boxes: nil,
      classes: Self.classes)
    let boxPainter = BoxPainter(classes: Self.classes, scale: scale)
    var pictures: [Canvas] = []
    for frame in frames {
      let moment = scene.picture(atMicroseconds: frame.window.endMicroseconds)
      let boxes = moment.boxes().map { TimedDetection(time: frame.window.endMicroseconds, detection: $0) }
      var light = Canvas(width: painter.width, height: painter.height, background: RenderTheme.dark.surround)
      var pixels = Self.photograph(moment)
      pixels = scale.divisor > 1 ? pixels.reduced(by: scale.divisor) : pixels.enlarged(by: scale.factor)
      boxPainter.draw(boxes, on: &pixels)
      light.draw(pixels, x: 0, y: 0)
      var events = painter.paint(frame)
      boxPainter.draw(boxes, on: &events)
      pictures += [light, events]
    }
    return ContactSheet(
      title: "\(clip.split), seed \(clip.seed)",
      subtitle: "\(scene.daylight.rawValue)  ·  light and events of \(Self.windowMicroseconds / 1000) ms, with boxes",
      theme: .dark
    ).compose(pictures)
  }

  static let classes = ["car", "pedestrian"]

  /// Light as a camera with automatic exposure shows it.
  static func photograph(_ picture: ScenePicture) -> Canvas {
    var canvas = Canvas(width: picture.width, height: picture.height)
    let sorted = picture.luminance.sorted()
    let white = max(sorted[sorted.count * 97 / 100], 1e-6)
    canvas.withPixels { pixels in
      for index in pixels.indices {
        let share = min(max(picture.luminance[index] / white, 0), 1)
        // The usual bend of a photograph, close to a power of 1 / 2.2.
        let grey = UInt8(share.squareRoot() * 255)
        pixels[index] = Color(red: grey, green: grey, blue: grey)
      }
    }
    return canvas
  }
}
