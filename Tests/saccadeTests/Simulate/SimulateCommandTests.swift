import Detections
import Foundation
import TestSupport
import Testing

@Suite struct SimulateCommandTests {
  private static let small = ["--duration", "300ms", "--geometry", "96x64", "--label-period", "50ms"]

  private func simulate(_ arguments: String..., in folder: TemporaryFolder) throws -> CommandRun {
    try CommandRun(arguments: ["simulate"] + arguments + Self.small, in: folder)
  }

  @Test func aDataSetHasItsLayoutAndTheSameBytesTwice() throws {
    let folder = try TemporaryFolder()
    let outcome = try simulate("one", "--clips", "2,1", "--split", "train,test", "--json", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let clips = try #require(try outcome.json()["clips"] as? [[String: Any]])
    #expect(clips.count == 3)
    #expect(Set(clips.compactMap { $0["seed"] as? UInt64 }).count == 3)
    #expect(try simulate("two", "--clips", "2,1", "--split", "train,test", in: folder).status == 0)
    for clip in ["train/driving-1-0000", "train/driving-1-0001", "test/driving-1-0000"] {
      for ending in ["_td.dat", "_bbox.npy", ".png"] {
        let one = try Data(contentsOf: folder.url.appending(path: "one/\(clip)\(ending)"))
        #expect(try Data(contentsOf: folder.url.appending(path: "two/\(clip)\(ending)")) == one)
        #expect(one.count > 200)
      }
    }
  }

  @Test func aPartHasTheClipsOfTheWhole() throws {
    let folder = try TemporaryFolder()
    let options = ["--split", "val", "--no-pictures"]
    #expect(
      try CommandRun(arguments: ["simulate", "all", "--clips", "3"] + options + Self.small, in: folder).status == 0)
    let part = ["simulate", "part", "--clips", "1", "--first", "2"]
    #expect(try CommandRun(arguments: part + options + Self.small, in: folder).status == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("part/val")).sorted()
    #expect(files == ["driving-1-0002_bbox.npy", "driving-1-0002_td.dat"])
    for file in files {
      #expect(
        try Data(contentsOf: folder.url.appending(path: "part/val/\(file)"))
          == Data(contentsOf: folder.url.appending(path: "all/val/\(file)")))
    }
  }

  @Test func aClipIsTheSceneOfItsAddress() throws {
    let folder = try TemporaryFolder()
    let outcome = try simulate(
      "set", "--clips", "1", "--split", "x", "--daylight", "night", "--threshold", "0.2", "--no-pictures", "--json",
      in: folder)
    let clip = try #require((try outcome.json()["clips"] as? [[String: Any]])?.first)
    let address = try #require(clip["scene"] as? String)
    #expect(address.contains("&daylight=night&threshold=0.2"))
    #expect(try CommandRun("convert", address, "scene_td.dat", in: folder).status == 0)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "scene_td.dat"))
        == Data(contentsOf: folder.url.appending(path: "set/x/driving-1-0000_td.dat")))
  }

  @Test func whatExistsIsKeptUnlessForced() throws {
    let folder = try TemporaryFolder()
    #expect(try simulate("set", "--clips", "1", "--split", "x", in: folder).status == 0)
    let again = try simulate("set", "--clips", "1", "--split", "x", in: folder)
    #expect(again.status == 69 && again.errors.contains("set/x/driving-1-0000_td.dat: exists already"))
    #expect(try simulate("set", "--clips", "1", "--split", "x", "--force", in: folder).status == 0)
  }

  @Test(arguments: [
    (["--clips", "two"], "--clips holds 'two'; give numbers in 0...1000000, such as 8 or 8,1,1"),
    (["--clips", "1,2"], "--clips has 2 numbers for 3 splits; give one, or one for each"),
    (["--split", "a,../b", "--clips", "1"], "--split names '../b'; give names of folders, such as train,val,test"),
    (["--split", "a,a", "--clips", "1"], "--split a,a names a folder twice"),
    (["--geometry", "8x8"], "geometry of the scene is 8x8; give 32x32 to 2048x2048"),
    (["--threshold", "9"], "thresholdOn of the scene is 9.0; give 0.02...2.0"),
    (["--label-period", "1us"], "--label-period is 1 us; give 1ms or more"),
  ])
  func wrongOptionsAreSaid(options: [String], message: String) throws {
    let outcome = try CommandRun(arguments: ["simulate", "nowhere"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message))
  }

  @Test func aFolderThatCannotBeMadeIsSaid() throws {
    let folder = try TemporaryFolder()
    try Data("file".utf8).write(to: folder.url.appending(path: "file"))
    let outcome = try simulate("file/set", "--clips", "1", "--split", "x", in: folder)
    #expect(outcome.status == 69 && outcome.errors.contains("file/set: cannot make the folder"))
  }

  @Test func scenesAreReadLikeRecordings() throws {
    let scene = "sim:driving?seed=3&duration=0.3&geometry=64x48"
    let report = try CommandRun("inspect", scene, "--json").json()
    #expect(report["format"] as? String == "sim" && (report["events"] as? Int ?? 0) > 100)
    let folder = try TemporaryFolder()
    #expect(try CommandRun("convert", scene, "whole.dat", in: folder).status == 0)
    #expect(
      try CommandRun("convert", scene, "part.dat", "--start", "0.1", "--duration", "100ms", in: folder).status == 0)
    let whole = try Data(contentsOf: folder.url.appending(path: "whole.dat"))
    let part = try Data(contentsOf: folder.url.appending(path: "part.dat"))
    #expect(part.count < whole.count && part.count > 200)
    let wrong = try CommandRun("inspect", "sim:driving?sead=3")
    #expect(wrong.status == 64 && wrong.errors.contains("there is no key 'sead'; give seed, duration, geometry"))
  }
}
