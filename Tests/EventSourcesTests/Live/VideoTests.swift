import EventFormats
import EventSources
import Foundation
import TestSupport
import Testing

/// V4L2 sensors, as far as it can be tested without one: the meaning of codes and numbers, and what is said of other files.
@Suite struct VideoTests {
  private static func code(_ text: String) -> UInt32 {
    text.utf8.enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
  }

  @Test func theMakersCodesAreKnown() {
    #expect(VideoFormat(pixelFormat: Self.code("PSEE"))?.format == .evt2)
    #expect(VideoFormat(pixelFormat: Self.code("PSE3"))?.format == .evt3)
    let legacy = VideoFormat(pixelFormat: Self.code("PSE1"))
    let little = VideoFormat(pixelFormat: Self.code("PSE2"))
    #expect(legacy?.format == .evt21 && legacy?.wordOrder == .legacy)
    #expect(little?.format == .evt21 && little?.wordOrder == .little)
    #expect(VideoFormat(pixelFormat: Self.code("YUYV")) == nil)
    #expect(VideoFormat.characters(of: Self.code("YUYV")) == "YUYV" && VideoFormat.characters(of: 7) == "????")
  }

  @Test func buffersAreFollowedByTheirNumbers() {
    var follower = VideoBufferFollower()
    func follow(_ sequence: UInt32, used: UInt32 = 100, damaged: Bool = false) -> VideoBufferFollower.Content {
      follower.follow(sequence: sequence, used: used, isDamaged: damaged, size: 4096)
    }
    #expect(follow(7) == .init(byteCount: 100, lost: 0), "where it begins does not matter")
    #expect(follow(8) == .init(byteCount: 100, lost: 0))
    #expect(follow(11) == .init(byteCount: 100, lost: 2))
    #expect(follow(12, damaged: true) == .init(byteCount: 0, lost: 1))
    #expect(follow(13, used: 5000) == .init(byteCount: 0, lost: 1), "more than the buffer holds is not read")
    #expect(follow(14, used: 0) == .init(byteCount: 0, lost: 0))
    #expect(follow(10) == .init(byteCount: 100, lost: 0), "a number that falls is no loss of thousands of millions")
    var wrapping = VideoBufferFollower()
    for (sequence, lost) in [(UInt32.max - 1, 0), (.max, 0), (0, 0), (1, 0), (3, 1)] as [(UInt32, UInt64)] {
      let content = wrapping.follow(sequence: sequence, used: 1, isDamaged: false, size: 1)
      #expect(content.lost == lost, "\(sequence)")
    }
    var silent = VideoBufferFollower()
    for _ in 0..<5 {
      let content = silent.follow(sequence: 0, used: 1, isDamaged: false, size: 1)
      #expect(content.lost == 0, "a driver that does not count loses nothing")
    }
  }

  @Test(arguments: [
    ("/dev/null", DisconnectionReason.failed, "no video device"), ("absent", .refused, "driver loaded"),
  ])
  func whatIsNoSensorIsSaid(name: String, reason: DisconnectionReason, words: String) throws {
    let folder = try TemporaryFolder()
    let path = name.hasPrefix("/") ? name : folder.path(name)
    var settings = try LiveSourceSettings("v4l2:\(path)")
    settings.backoff = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
    var source = try LiveSource(settings)
    let control = source.control
    let seen = Reasons()
    Thread.detachNewThread {
      while control.health.state != .waiting { usleep(1_000) }
      seen.add(control.health.reason)
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    #expect(given.events.isEmpty && control.health.disconnections == [reason: 1])
    #expect(seen.all.first?.contains(words) == true && seen.all.first?.contains(path) == true, "\(seen.all)")
  }
}
