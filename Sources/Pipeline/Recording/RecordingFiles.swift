import EventSources
import Events
import Glibc
import Messages
import Recording

/// Writes what a camera's recording takes: into which files, until when, and what becomes of it while the disk takes nothing.
///
/// `@unchecked Sendable`: it is made by whoever starts the recording's thread and used by that thread alone, which starts after it
/// was made.
final class RecordingFiles: @unchecked Sendable {
  private static let flushNanoseconds: Int64 = 250_000_000
  private static let tidyNanoseconds: Int64 = 10_000_000_000
  /// So many bytes after the last look, the disk is looked at again.
  private static let checkByteCount: UInt64 = 16 << 20

  private let rules: RecordingRules
  private let disk: any RecordingDisk
  private let board: RecordingBoard
  private let folder: RecordingFolder
  private let tracks: [RecordingTrack]
  private var pause: RecordingPause
  private var stretch: RecordingStretch?
  private var part = EventBatch(capacity: EventBlock.capacity)
  private var nextFlush: Int64 = 0
  private var nextTidy: Int64 = 0
  private var checkedBytes: UInt64 = 0
  private var tidiedFiles: UInt64 = 0

  init(_ rules: RecordingRules, disk: any RecordingDisk, board: RecordingBoard) {
    self.rules = rules
    self.disk = disk
    self.board = board
    let folder = RecordingFolder(path: rules.folder, camera: rules.camera)
    self.folder = folder
    tracks = RecordingKind.kinds(rules).map {
      RecordingTrack($0, rules: rules, folder: folder, disk: disk, board: board)
    }
    pause = RecordingPause(reserveBytes: rules.reserveBytes)
    folder.make()
  }

  /// Writes the events of a block that lie in some stretches; all where nil.
  func write(_ block: EventBlock, in stretches: [RecordingStretch]?) {
    let outside = UInt64(block.removeEvents(outside: block.geometry))
    board.count { $0.lose(.notRepresentable, events: outside) }
    block.sort()
    guard let stretches else { return write(block.batch, of: block) }
    // A stretch is what is recorded together: each has files of its own.
    for stretch in stretches {
      enter(stretch)
      EventBlock.copy(block.batch, of: stretch, into: &part)
      write(part, of: block)
    }
  }

  /// Writes a frame.
  func write(_ frame: WaitingFrame, meta: SourceMeta?, in stretch: RecordingStretch?) {
    if let stretch { enter(stretch) }
    guard pause.allowsWriting else { return lose(windows: 1) }
    for track in tracks where track.takesFrames {
      do throws(RecordingError) { try track.write(frame, meta: meta) } catch { fail(error) }
    }
  }

  /// Ends the files, since what comes next has nothing to do with what they hold.
  func endStretch() {
    guard stretch != nil else { return }
    stretch = nil
    endFiles()
  }

  /// Does what is due: writes what is in memory, looks at the disk, removes what is not to be kept.
  func tick(atNanoseconds now: Int64) {
    if now >= nextFlush {
      nextFlush = now + Self.flushNanoseconds
      flush()
    }
    let counts = board.snapshot.counts
    if pause.isCheckDue(atNanoseconds: now) || counts.bytes - checkedBytes >= Self.checkByteCount {
      checkedBytes = counts.bytes
      if pause.check(freeBytes: disk.freeBytes(in: rules.folder), folder: rules.folder, atNanoseconds: now) {
        endFiles()
      }
      report()
    }
    if now >= nextTidy || counts.files != tidiedFiles {
      nextTidy = now + Self.tidyNanoseconds
      tidiedFiles = counts.files
      tidy()
    }
  }

  /// Ends the files.
  func finish() {
    endFiles()
    tidy()
    board.move(to: RecordingState(.ended))
  }

  private func enter(_ stretch: RecordingStretch) {
    if let current = self.stretch, !stretch.isLater(than: current) { return }
    if self.stretch != nil { endFiles() }
    self.stretch = stretch
  }

  private func write(_ batch: borrowing EventBatch, of block: EventBlock) {
    guard pause.allowsWriting else { return lose(events: UInt64(batch.count)) }
    for track in tracks where track.takesEvents {
      do throws(RecordingError) { try track.write(batch, of: block) } catch { fail(error) }
    }
  }

  private func flush() {
    for track in tracks where track.openPath != nil {
      do throws(RecordingError) {
        try track.flush()
        if pause.cause != nil, pause.allowsWriting { pause.succeed() }
      } catch { fail(error) }
    }
    report()
  }

  private func endFiles() {
    for track in tracks {
      do throws(RecordingError) { try track.end() } catch { fail(error) }
    }
  }

  /// Pauses; files that can still be ended are.
  private func fail(_ error: RecordingError) {
    pause.fail(RecordingLoss(error), reason: error.description, atNanoseconds: HostClock.monotonicNanoseconds())
    // What could not be written was counted where it was given up.
    for track in tracks { try? track.end() }
    report()
  }

  private func lose(events: UInt64 = 0, windows: UInt64 = 0) {
    let loss = pause.cause?.loss ?? .writeFailed
    board.count { $0.lose(loss, events: events, windows: windows) }
  }

  private func report() {
    board.move(to: pause.cause.map { RecordingState(.paused, reason: $0.reason) } ?? RecordingState(.recording))
  }

  /// Removes the oldest files that are not to be kept.
  private func tidy() {
    guard rules.keptBytes != nil || rules.keptMicroseconds != nil else { return }
    let open = Set(tracks.compactMap { $0.openPath?.split(separator: "/").last.map(String.init) })
    let names = RecordingFolder.expendable(
      folder.files(), open: open, keptBytes: rules.keptBytes, keptMicroseconds: rules.keptMicroseconds,
      atNanoseconds: HostClock.realTimeNanoseconds())
    for name in names where unlink("\(rules.folder)/\(name)") == 0 { board.count { $0.removedFiles += 1 } }
  }
}
