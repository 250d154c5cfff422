import Detections

/// Which moments of a data set went best, and which worst.
struct MomentChoice {
  /// How a moment went, with the detections from each class's operating point on, at an overlap of 0.5.
  struct Moment {
    /// The clip's index in `EvaluationScores.clips`.
    var clip: Int
    /// The moment's index in its clip.
    var index: Int
    /// Boxes that were found.
    var found: Int
    /// Boxes that were not.
    var missed: Int
    /// Detections where nothing is.
    var wrong: Int

    /// The harmonic mean of precision and recall.
    var f1: Double { Double(2 * found) / Double(max(2 * found + missed + wrong, 1)) }
  }

  let best: [Moment]
  let worst: [Moment]

  /// Chooses so many of each, from different clips as far as there are enough.
  init(_ evaluation: EvaluationScores, count: Int) {
    let moments = evaluation.clips.indices.flatMap { clip in
      evaluation.clips[clip].result.moments.indices.map { Self.moment(evaluation, clip: clip, index: $0) }
    }
    best = Self.choose(
      moments.filter { $0.found > 0 }, count: count,
      order: { ($0.f1, $0.found) > ($1.f1, $1.found) })
    let chosen = Set(best.map { [$0.clip, $0.index] })
    worst = Self.choose(
      moments.filter { !chosen.contains([$0.clip, $0.index]) && $0.f1 < 1 }, count: count,
      order: { ($0.f1, -$0.missed - $0.wrong) < ($1.f1, -$1.missed - $1.wrong) })
  }

  /// The detections of a moment that are shown.
  static func shown(_ evaluation: EvaluationScores, clip: Int, index: Int) -> [Detection] {
    evaluation.clips[clip].result.detections(at: index).filter { found in
      let number = Int(found.classID)
      guard number < evaluation.scores.classes.count, let point = evaluation.scores.classes[number].operatingPoint
      else { return false }
      return found.score >= point.score
    }
  }

  private static func moment(_ evaluation: EvaluationScores, clip: Int, index: Int) -> Moment {
    let truths = evaluation.clips[clip].result.moments[index].truths
    let shown = shown(evaluation, clip: clip, index: index)
    let (found, wrong) = ImageMatches(truths: truths, detections: shown).counts
    let present = truths.count { !$0.isCrowd }
    return Moment(clip: clip, index: index, found: found, missed: present - found, wrong: wrong)
  }

  private static func choose(_ moments: [Moment], count: Int, order: (Moment, Moment) -> Bool) -> [Moment] {
    // Equal ones stay in the order of the data set.
    let sorted = moments.enumerated().sorted { first, second in
      if order(first.element, second.element) { return true }
      return !order(second.element, first.element) && first.offset < second.offset
    }.map(\.element)
    var chosen: [Moment] = []
    var clips: Set<Int> = []
    for moment in sorted where chosen.count < count && clips.insert(moment.clip).inserted { chosen.append(moment) }
    let taken = Set(chosen.map { [$0.clip, $0.index] })
    let others = sorted.filter { !taken.contains([$0.clip, $0.index]) }
    return chosen + others.prefix(count - chosen.count)
  }
}
