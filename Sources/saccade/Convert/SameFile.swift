import Glibc

/// Whether two paths lead to one file.
enum SameFile {
  static func isSame(_ first: String, _ second: String) -> Bool {
    guard first != "-", second != "-" else { return false }
    var one = stat()
    var other = stat()
    return stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_dev == other.st_dev
      && one.st_ino == other.st_ino && one.st_mode & S_IFMT == S_IFREG
  }
}
