import Timesteps

/// What reading a clip's recording has come to.
struct ClipReading {
  var events: UInt64
  var outsideSensor: UInt64 = 0
  var tooOld: UInt64 = 0
  var skippedWords: UInt64 = 0
  var restarts: UInt64 = 0
  /// The end of the last timestep.
  var endMicroseconds: Int64
}

extension ClipReading {
  /// What cutting a recording has come to.
  init(_ steps: RecordedTimesteps) {
    let counts = steps.counts
    self.init(
      events: counts.accepted, outsideSensor: counts.droppedOutsideSensor, tooOld: counts.droppedTooOld,
      skippedWords: steps.skippedWords, restarts: steps.restartCount, endMicroseconds: steps.newestEndMicroseconds)
  }
}
