/// Events that a reader has written, and what it knows of them.
struct EventRun {
  /// How many there are; 0 where a part of the file had to be skipped.
  var count: Int
  /// A pixel that has no smaller column and row than any of them; nil where that is not known.
  var largestPixel: (x: UInt16, y: UInt16)?
  /// Whether their times are known to ascend.
  var isAscending = false
}
