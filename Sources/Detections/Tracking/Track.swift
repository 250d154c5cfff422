/// An object that is followed from window to window.
struct Track {
  /// Its number; 0 until it has been seen often enough.
  var number: UInt32 = 0
  /// In how many windows it was seen.
  var hits = 1
  /// When it was last seen, in microseconds of sensor time.
  var lastSeen: Int64
  /// How it moved when it was last seen.
  var motion: BoxMotion
  /// Where it is expected now.
  var expected: BoxMotion
  let classID: UInt32
  /// Whether a box of this window goes on with it.
  var isMatched = true

  init(_ detection: Detection, time: Int64) {
    lastSeen = time
    motion = BoxMotion(detection)
    expected = motion
    classID = detection.classID
  }

  /// Works out where it is expected at a time that is not before `lastSeen`.
  mutating func expect(at time: Int64) {
    isMatched = false
    expected = motion.predicted(seconds: Double(time - lastSeen) / 1e6)
  }

  /// Goes on with a box.
  mutating func follow(_ detection: Detection, time: Int64) {
    isMatched = true
    hits += 1
    lastSeen = time
    motion = expected
    motion.update(detection)
  }
}
