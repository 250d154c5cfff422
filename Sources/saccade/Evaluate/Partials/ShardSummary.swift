/// What evaluating a shard has come to.
struct ShardSummary: Encodable {
  var path: String
  var clips: [String]
  var clipsOfDataset: Int
  var problems: [EvaluationProblem]

  enum CodingKeys: String, CodingKey {
    case path, clips, problems
    case clipsOfDataset = "clips_of_dataset"
  }

  init(path: String, _ partial: EvaluationPartial) {
    self.path = path
    clips = partial.clips.map { partial.settings.clips[$0.number] }
    clipsOfDataset = partial.settings.clips.count
    problems = partial.allProblems
  }
}
