/// A recording of a data set with its labels.
struct EvaluationClip: Equatable {
  /// Its place in the data set, from 0.
  var number: Int
  /// The recording's path below the data set's folder.
  var name: String
  /// The labels' path below the data set's folder.
  var labelName: String
  /// The recording's path.
  var recording: String
  /// The labels' path.
  var labels: String
}
