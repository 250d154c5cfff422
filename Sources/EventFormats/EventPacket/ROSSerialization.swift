/// How the fields of a ROS message follow each other.
package enum ROSSerialization: String, Sendable {
  /// ROS 1: little-endian, without padding.
  case ros1
  /// ROS 2's CDR: four bytes that name the byte order, then fields aligned to their size.
  case cdr
}
