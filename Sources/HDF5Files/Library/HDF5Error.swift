import CHDF5
import EventFormats

extension EventFormatError {
  /// The error of a call of libhdf5 that has just failed: what failed and the library's own reason.
  package static func hdf5(_ message: String) -> EventFormatError {
    let reason = innermostReason()
    return EventFormatError(.damaged, reason.isEmpty ? message : "\(message): \(reason)", at: 0)
  }

  /// The reason that the innermost of libhdf5's functions has recorded.
  private static func innermostReason() -> String {
    var reason = ""
    withUnsafeMutablePointer(to: &reason) { pointer in
      _ = H5Ewalk2(
        saccade_h5e_default(), H5E_WALK_UPWARD,
        { number, entry, context in
          if number == 0, let text = entry?.pointee.desc {
            context?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, pointer)
    }
    _ = H5Eclear2(saccade_h5e_default())
    return reason
  }
}

/// Throws what `failure` says where `status` is that of a failed call of libhdf5.
package func hdf5Check(
  _ status: some SignedInteger, _ failure: @autoclosure () -> String
) throws(EventFormatError) {
  guard status >= 0 else { throw .hdf5(failure()) }
}
