/// Why a connection cannot be had, or has ended.
struct ConnectionFailure: Error, Equatable {
  /// The kind.
  var reason: DisconnectionReason
  /// In words.
  var words: String

  init(_ reason: DisconnectionReason, _ words: String) {
    self.reason = reason
    self.words = words
  }
}
