import ArgumentParser

/// Whether re-parameterised convolutions are merged, in commands that need one form throughout.
enum MergeSwitch: String, ExpressibleByArgument, CaseIterable {
  case on
  case off
}
