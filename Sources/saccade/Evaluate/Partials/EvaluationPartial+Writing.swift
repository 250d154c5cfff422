import Detections
import FoundationEssentials
import SpikingNetwork

extension EvaluationPartial {
  /// The bytes of the file; the same results give the same bytes.
  func fileBytes() throws -> [UInt8] {
    var moments = TensorColumns()
    var truths = TensorColumns()
    var windows = TensorColumns()
    var detections = TensorColumns()
    var inference = TensorColumns()
    var activity = TensorColumns()
    var (truthCount, detectionCount) = (0, 0)
    for clip in clips {
      for (index, moment) in clip.moments.enumerated() {
        moments.append(moment.time)
        moments.append(moment.truths.count)
        moments.append(clip.sources[index] ?? -1)
        moments.append(clip.streamedSources.isEmpty ? -1 : clip.streamedSources[index] ?? -1)
        truthCount += moment.truths.count
        for truth in moment.truths {
          for value in [truth.x, truth.y, truth.width, truth.height, truth.area] { truths.append(value) }
          truths.append(Double(truth.classID))
          truths.append(truth.isCrowd ? 1.0 : 0)
        }
      }
      for window in clip.detected {
        windows.append(window.time)
        windows.append(window.detections.count)
        detectionCount += window.detections.count
        for found in window.detections {
          for value in [found.x, found.y, found.width, found.height, found.score] { detections.append(value) }
          // Classes are few, so that float32 has each exactly.
          detections.append(Float(found.classID))
        }
      }
      for time in clip.inferenceNanoseconds { inference.append(time) }
      if let counted = clip.activity {
        activity.append(counted.timesteps)
        for counts in [counted.firedCounts, counted.spikeCounts, counted.accumulates, counted.multiplyAccumulates] {
          for count in counts { activity.append(count) }
        }
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(header), as: UTF8.self)
    var builder = SafetensorsBuilder(metadata: [Self.metadataKey: json])
    func add(_ name: String, _ element: TensorElement, _ rows: Int, _ columns: Int, _ data: TensorColumns) {
      builder.add(name, element: element, shape: [rows, columns], data: data.bytes)
    }
    add("moments", .int64, clips.reduce(0) { $0 + $1.moments.count }, 4, moments)
    add("truths", .float64, truthCount, 7, truths)
    add("windows", .int64, clips.reduce(0) { $0 + $1.detected.count }, 2, windows)
    add("detections", .float32, detectionCount, 6, detections)
    add("inference_ns", .int64, clips.reduce(0) { $0 + $1.inferenceNanoseconds.count }, 1, inference)
    add("activity", .int64, activity.bytes.count / 8, 1, activity)
    return try builder.fileBytes()
  }

  private var header: Header {
    Header(
      settings: settings, dataset: dataset, problems: problems,
      clips: clips.map { clip in
        Header.Clip(
          number: clip.number, fileSizes: clip.fileSizes, problems: clip.problems, isLeftOut: clip.isLeftOut,
          isStreamed: !clip.streamedSources.isEmpty, moments: clip.moments.count, detected: clip.detected.count,
          timesteps: clip.inferenceNanoseconds.count, events: clip.events, windows: clip.windows,
          hasActivity: clip.activity != nil)
      })
  }
}
