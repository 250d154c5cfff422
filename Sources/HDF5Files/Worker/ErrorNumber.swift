import Glibc

/// A number from `errno`.
struct ErrorNumber: Error, Equatable {
  var value: Int32

  init(_ value: Int32) { self.value = value }

  /// The system's words for it.
  var text: String { String(cString: strerror(value)) }
}
