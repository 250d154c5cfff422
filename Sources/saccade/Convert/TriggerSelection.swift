import ArgumentParser

/// What is done with external triggers.
enum TriggerSelection: String, ExpressibleByArgument, CaseIterable {
  /// They are written; an error where the format cannot hold them.
  case keep
  /// They are left out.
  case drop
  /// They are written, and events are not.
  case only
}
