import Detections
import SpikingNetwork

/// What the results of a data set's clips come to.
struct EvaluationScores {
  /// The scores of a clip by itself.
  struct Clip {
    var result: ClipResult
    var scores: PrecisionScores
  }

  let partial: EvaluationPartial
  /// By the protocol's rules.
  let scores: PrecisionScores
  /// With the detections that were published by then; nil where nothing was streamed.
  let streamed: PrecisionScores?
  /// The clips that could be used, by number.
  let clips: [Clip]
  /// How long timesteps took, ascending.
  let inferenceNanoseconds: [Int64]
  /// What the network did; nil where it was not counted.
  let activity: NetworkActivity?

  /// Scores results; throws `CommandFailure` where there is nothing to score.
  init(_ partial: EvaluationPartial) throws(CommandFailure) {
    self.partial = partial
    let classCount = partial.settings.network.classNames.count
    let used = partial.clips.filter { !$0.isLeftOut }
    guard used.contains(where: { !$0.moments.isEmpty }) else {
      let problem = (partial.problems + partial.clips.flatMap(\.problems)).first.map { ": \($0.text)" } ?? ""
      throw CommandFailure(
        .badData, "\(partial.dataset): there is no label to score by in \(partial.clips.count) clips\(problem)")
    }
    var whole = PrecisionTally(classCount: classCount)
    var streamed = PrecisionTally(classCount: classCount)
    var clips: [Clip] = []
    var activity: NetworkActivity?
    do {
      for result in used {
        let recording = partial.settings.recordingKey(of: result.number)
        let tally = try Self.tally(result, recording: recording, classCount: classCount, isStreamed: false)
        clips.append(Clip(result: result, scores: tally.scores()))
        try whole.merge(tally)
        if !result.streamedSources.isEmpty {
          try streamed.merge(Self.tally(result, recording: recording, classCount: classCount, isStreamed: true))
        }
        guard let counted = result.activity else { continue }
        if activity == nil { activity = counted } else { activity? += counted }
      }
    } catch {
      throw CommandFailure(.badData, "\(partial.dataset): \(error)")
    }
    scores = whole.scores()
    self.streamed = streamed.images.isEmpty ? nil : streamed.scores()
    self.clips = clips
    self.activity = activity
    inferenceNanoseconds = used.flatMap(\.inferenceNanoseconds).sorted()
  }

  /// A time that a share of all timesteps does not exceed, in nanoseconds; nil without timesteps.
  func inferenceQuantile(_ share: Double) -> Int64? {
    guard !inferenceNanoseconds.isEmpty else { return nil }
    let rank = Int((share * Double(inferenceNanoseconds.count)).rounded(.up))
    return inferenceNanoseconds[min(max(rank, 1), inferenceNanoseconds.count) - 1]
  }

  private static func tally(
    _ result: ClipResult, recording: String, classCount: Int, isStreamed: Bool
  ) throws(DetectionsError) -> PrecisionTally {
    var tally = PrecisionTally(classCount: classCount)
    for (index, moment) in result.moments.enumerated() {
      let detections = result.detections(at: index, isStreamed: isStreamed)
      try tally.add(
        ImageMatches(truths: moment.truths, detections: detections),
        for: ImageKey(recording: recording, number: moment.time))
    }
    return tally
  }
}

extension EvaluationSettings {
  /// By what the moments of a clip are ordered among those of others: images by their ids alone.
  func recordingKey(of clip: Int) -> String { evaluationProtocol == .coco ? "" : clips[clip] }
}
