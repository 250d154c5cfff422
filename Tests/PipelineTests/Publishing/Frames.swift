import Detections
import Events
import Messages

/// Frames with known contents.
enum Frames {
  /// Frame number `sequence` of a session, with `detections` boxes that are different in every frame.
  static func frame(
    sequence: UInt64, session: UInt64 = 77, source: String = "cam1", detections: Int = 20
  ) -> DetectionFrame {
    DetectionFrame(
      source: source, session: session, sequence: sequence, windowStartMicroseconds: Int64(sequence) * 50_000,
      windowEndMicroseconds: Int64(sequence + 1) * 50_000, hostTimeNanoseconds: 1_700_000_000_000_000_000,
      clock: .file, geometry: SensorGeometry(width: 304, height: 240), events: 1000 + sequence, model: 42,
      detections: (0..<detections).map { index in
        let phase = Float((Int(sequence) &* 31 + index &* 17) % 200)
        return Detection(
          x: phase * 1.37, y: phase * 0.77, width: 20.25 + phase, height: 10.125 + phase / 3,
          score: 1 / (1.5 + phase), classID: UInt32(index % 2), trackID: UInt32(index))
      })
  }

  static let meta = SourceMeta(
    source: "cam1", session: 77, geometry: SensorGeometry(width: 304, height: 240), model: 42, modelName: "nano",
    classes: ["car", "pedestrian"], inputGeometry: SensorGeometry(width: 320, height: 256),
    timestepMicroseconds: 50_000, timestepsPerWindow: 1, stride: 1, stateMode: .carry, representation: "last-polarity",
    clock: .file, scoreThreshold: 0.25, producer: "saccade")

  static func status(_ state: SourceStatus.State) -> SourceStatus {
    SourceStatus(source: "cam1", session: 77, hostTimeNanoseconds: 1, state: state, windows: 5)
  }
}
