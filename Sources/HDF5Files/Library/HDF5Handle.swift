import CHDF5
import EventFormats

/// An identifier of libhdf5, closed when its owner goes away.
package struct HDF5Handle: ~Copyable {
  /// The identifier; valid as long as the handle lives.
  package let identifier: hid_t

  private let close: (hid_t) -> herr_t

  /// Takes over an identifier that a call has returned; throws with the library's reason where the call failed.
  package init(
    _ identifier: hid_t, closedBy close: @escaping (hid_t) -> herr_t, _ failure: @autoclosure () -> String
  ) throws(EventFormatError) {
    guard identifier >= 0 else { throw .hdf5(failure()) }
    self.identifier = identifier
    self.close = close
  }

  deinit { _ = HDF5Library.withLock { close(identifier) } }
}
