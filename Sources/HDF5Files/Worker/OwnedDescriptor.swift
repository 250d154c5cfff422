import Glibc

/// A file descriptor, closed when its owner goes away.
struct OwnedDescriptor: ~Copyable {
  let number: Int32

  deinit { close(number) }
}
