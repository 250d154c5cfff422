import ArgumentParser

/// What is done about files that cannot be used as they are.
enum OnProblem: String, ExpressibleByArgument, CaseIterable {
  /// They are reported, and evaluation goes on without them.
  case skip
  /// The first one ends the evaluation.
  case stop
}
