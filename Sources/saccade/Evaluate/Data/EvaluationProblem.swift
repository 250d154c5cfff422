/// Something about a file of a data set that is not as it should be.
struct EvaluationProblem: Codable, Equatable, Hashable {
  /// The file's path below the data set's folder.
  var file: String
  /// What is wrong, and what was done about it.
  var message: String

  /// As one line.
  var text: String { "\(file): \(message)" }
}
