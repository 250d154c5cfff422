import EventFormats
import EventSources
import Events

/// One reading of a recording from where it stands to its end, with a line that shows how far it is.
struct RecordingPass {
  /// What the line says is being done.
  let task: String
  /// What ended the pass early; nil where the whole recording was read.
  private(set) var failure: EventSourceError?
  /// Events read.
  private(set) var events: UInt64 = 0

  private var progress = ProgressLine()
  /// The next time, in seconds from the start, at which the line is written.
  private var nextShow = 0.0

  init(task: String) { self.task = task }

  /// Reads batches and gives each to `body` until the end, or until `body` returns false.
  ///
  /// What can no longer be read ends the pass and is kept in `failure`: what came before it has been given.
  mutating func run<Failure: Error>(
    _ recording: inout AnyRecording, _ body: (inout EventBatch) throws(Failure) -> Bool
  ) throws(Failure) {
    var batch = EventBatch()
    defer { progress.clear() }
    while true {
      do throws(EventSourceError) {
        guard try recording.read(into: &batch) else { return }
      } catch {
        failure = error
        return
      }
      events += UInt64(batch.count)
      guard try body(&batch) else { return }
      let elapsed = progress.elapsedSeconds
      guard elapsed >= nextShow else { continue }
      nextShow = elapsed + 0.1
      let rate = Double(events) / max(elapsed, 1e-3)
      progress.show(
        fraction: recording.fractionRead,
        detail: "\(task): \(Format.count(events)) events, \(Format.eventRate(perSecond: rate))")
    }
  }
}
