import SpikingNetwork

/// Runs clips one after another, goes on from those that are finished already, and keeps what is new.
struct EvaluationRun {
  let settings: EvaluationSettings
  let dataset: String
  let runner: any ClipRunner
  let store: PartialStore?
  let onProblem: OnProblem
  /// Clips whose results were there already.
  private(set) var resumedCount = 0

  private var progress = ProgressLine()
  /// The next time, in seconds from the start, at which the line is written.
  private var nextShow = 0.0

  init(
    settings: EvaluationSettings, dataset: String, runner: any ClipRunner, store: PartialStore?, onProblem: OnProblem
  ) {
    self.settings = settings
    self.dataset = dataset
    self.runner = runner
    self.store = store
    self.onProblem = onProblem
  }

  /// Runs clips; throws `CommandFailure` for what no clip can be evaluated without, and where a problem is to stop it.
  mutating func run(_ clips: [EvaluationClip]) throws -> [ClipResult] {
    var results: [ClipResult] = []
    defer { progress.clear() }
    for (index, clip) in clips.enumerated() {
      if let result = try store?.result(of: clip, settings: settings) {
        resumedCount += 1
        try report(result.problems)
        results.append(result)
        continue
      }
      let result = try evaluate(clip, index: index, count: clips.count)
      try report(result.problems)
      try store?.keep(result, of: clip, settings: settings, dataset: dataset)
      results.append(result)
    }
    return results
  }

  private mutating func evaluate(_ clip: EvaluationClip, index: Int, count: Int) throws(CommandFailure) -> ClipResult {
    var timesteps = 0
    do throws(CommandFailure) {
      return try runner.run(clip) { fraction in
        timesteps += 1
        show(index: index, count: count, fraction: fraction, timesteps: timesteps)
      }
    } catch {
      guard error.status == .badData || error.status == .missingInput else { throw error }
      var result = ClipResult(number: clip.number, fileSizes: PartialStore.fileSizes(of: clip))
      result.isLeftOut = true
      result.problems = [EvaluationProblem(error, of: clip)]
      return result
    }
  }

  /// Says what is wrong; throws the first problem where it is to stop the evaluation.
  mutating func report(_ problems: [EvaluationProblem]) throws(CommandFailure) {
    guard let first = problems.first else { return }
    progress.clear()
    guard onProblem == .skip else {
      throw CommandFailure(.badData, "\(first.text) (--on-problem skip evaluates without what is wrong)")
    }
    for problem in problems { Terminal.writeError("saccade: \(problem.text)\n") }
  }

  private mutating func show(index: Int, count: Int, fraction: Double, timesteps: Int) {
    let elapsed = progress.elapsedSeconds
    guard elapsed >= nextShow else { return }
    nextShow = elapsed + 0.1
    progress.show(
      fraction: (Double(index) + fraction) / Double(count),
      detail: "clip \(index + 1) of \(count), \(Format.count(UInt64(timesteps))) timesteps"
        + (resumedCount > 0 ? ", \(resumedCount) finished before" : ""))
  }
}

extension EvaluationProblem {
  /// What a failure of one of a clip's files says.
  init(_ failure: CommandFailure, of clip: EvaluationClip) {
    for (path, name) in [(clip.recording, clip.name), (clip.labels, clip.labelName)]
    where failure.message.hasPrefix(path + ": ") {
      self.init(file: name, message: failure.message.dropFirst(path.count + 2) + "; the clip is left out")
      return
    }
    self.init(file: clip.name, message: "\(failure.message); the clip is left out")
  }
}
