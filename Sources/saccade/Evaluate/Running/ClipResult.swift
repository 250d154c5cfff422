import Detections
import SpikingNetwork

/// What running a clip has given: its labels, the detections that count, and what it took.
struct ClipResult: Equatable {
  /// The detections of a window.
  struct Detected: Equatable {
    /// The window's end, in microseconds of sensor time; an image's id.
    var time: Int64
    /// The detections, best first.
    var detections: [Detection]
  }

  /// Its place in the data set, from 0.
  var number: Int
  /// Sizes of the files it was made from, by which it is known whether they have changed.
  var fileSizes: [Int]
  /// What is wrong with its files.
  var problems: [EvaluationProblem] = []
  /// Whether it could not be used.
  var isLeftOut = false
  /// The moments that are scored.
  var moments: [LabelMoment] = []
  /// The detections that some moment is scored by.
  var detected: [Detected] = []
  /// For each moment the index of its detections; nil where there are none.
  var sources: [Int?] = []
  /// For each moment the index of the detections that were published by then; empty where nothing is streamed.
  var streamedSources: [Int?] = []
  /// How long each timestep took, in order.
  var inferenceNanoseconds: [Int64] = []
  /// Events read.
  var events: UInt64 = 0
  /// Windows that gave detections.
  var windows = 0
  /// What the network did; nil where it was not counted.
  var activity: NetworkActivity?

  /// The detections of a moment.
  func detections(at moment: Int, isStreamed: Bool = false) -> [Detection] {
    let sources = isStreamed ? streamedSources : sources
    return sources[moment].map { detected[$0].detections } ?? []
  }
}

extension ClipResult {
  /// Forgets the windows that no moment is scored by.
  mutating func keepOnlyUsedWindows() {
    let used = Set((sources + streamedSources).compactMap { $0 }).sorted()
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    detected = used.map { detected[$0] }
    sources = sources.map { $0.flatMap { places[$0] } }
    streamedSources = streamedSources.map { $0.flatMap { places[$0] } }
  }
}
