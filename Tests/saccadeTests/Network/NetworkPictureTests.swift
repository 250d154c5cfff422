import Foundation
import TestSupport
import Testing

@Suite struct NetworkPictureTests {
  private static let images = PackageFolder.root.appending(path: "Docs/Images")

  /// `make pictures` was run after the last change of what is drawn.
  @Test(arguments: ["neuron", "state", "virtual", "merge"])
  func theDocumentsHaveTheNewestPicture(subject: String) throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun("network", "picture", subject, "-o", "new.png", in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let new = try PictureOnDisk(path: folder.path("new.png"))
    let old = try PictureOnDisk(path: Self.images.appending(path: "network-\(subject).png").path)
    #expect(new.width == old.width && new.height == old.height)
    #expect(new.pixels == old.pixels)
    #expect(new.colorCount > 10)
  }

  @Test func otherConstantsGiveAnotherPicture() throws {
    let folder = try TemporaryFolder()
    for (name, options) in [("a.png", []), ("b.png", ["--alpha", "1", "--beta", "0.25", "--max-spikes", "2"])] {
      let run = try CommandRun(arguments: ["network", "picture", "neuron", "-o", name] + options, in: folder)
      #expect(run.status == 0)
    }
    #expect(try folder.read("a.png") != folder.read("b.png"))
  }

  @Test(arguments: [
    ["neuron", "-o", "x.jpg"], ["brain", "-o", "x.png"], ["neuron", "-o", "x.png", "--max-spikes", "9"],
    ["neuron", "-o", "x.png", "--beta", "nan"],
  ])
  func wrongOptionsAreUsageErrors(arguments: [String]) throws {
    let run = try CommandRun(arguments: ["network", "picture"] + arguments)
    #expect(run.status == 64)
  }
}
