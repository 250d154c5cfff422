import Events
import Messages
import SpikingNetwork
import Testing
import Timesteps

import Pipeline

@Suite struct LiveViewTests {
  private static func encoding(_ representation: EventRepresentation) throws -> TensorEncoding {
    try TensorEncoding(
      representation: representation, sensor: SensorGeometry(width: 5, height: 3), inputWidth: 32, inputHeight: 32,
      resizing: .none)
  }

  /// A timestep with one pixel of each kind at the beginning of the image.
  private static func tensor(_ encoding: TensorEncoding) -> TimestepTensor {
    let tensor = TimestepTensor(shape: encoding.shape)
    tensor.timestep.endMicroseconds = 50_000
    let box = encoding.letterbox
    let first = box.top * 32 + box.left
    tensor.withUnsafeMutableCodes { codes in
      switch encoding.representation {
      case .lastPolarity:
        for index in codes.indices { codes[index] = 127 }
        (codes[first], codes[first + 1], codes[first + 33]) = (255, 0, 255)
      case .histogram: (codes[first], codes[1024 + first + 1], codes[first + 33]) = (2, 3, 1)
      }
    }
    return tensor
  }

  @Test(arguments: [EventRepresentation.lastPolarity, .histogram(cap: 10, padsToThreeChannels: true)])
  func pixelsAreOffOnOrNothing(representation: EventRepresentation) throws {
    let encoding = try Self.encoding(representation)
    let view = LiveView()
    view.beginViewing()
    view.show(Self.tensor(encoding), encoding: encoding, atMonotonicNanoseconds: 1_000_000_000)
    let image = try #require(view.image)
    #expect(image.width == 5 && image.height == 3 && image.sensorTimeMicroseconds == 50_000)
    let kinds = (0..<15).map { image.pixels[$0 / 4] >> UInt8($0 % 4 * 2) & 3 }
    #expect(kinds == [2, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func firingRatesAreThoseOfTheTimestepShown() throws {
    let recording = try TestRecording(count: 20_000)
    let plan = try TestModel.plan()
    let view = LiveView()
    let unseen = try CameraPipelineTests.replay(recording, plan: plan) { configuration, _ in configuration.view = view }
    #expect(view.firingRates.isEmpty && view.image == nil)
    view.beginViewing()
    let seen = try CameraPipelineTests.replay(recording, plan: plan) { configuration, _ in configuration.view = view }
    let rates = view.firingRates
    #expect(rates.count > 10 && rates.allSatisfy { (0...1).contains($0.rate) } && rates.contains { $0.rate > 0 })
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0.layer < $1.layer })
    // Looking changes nothing.
    #expect(seen.output.frames.map(\.withoutHostTimes) == unseen.output.frames.map(\.withoutHostTimes))
    view.endViewing()
    #expect(view.firingRates.isEmpty)
  }

  @Test func nothingIsKeptUnlessSomebodyLooks() throws {
    let encoding = try Self.encoding(.lastPolarity)
    let view = LiveView()
    let show = { (time: Int64) in
      _ = view.show(Self.tensor(encoding), encoding: encoding, atMonotonicNanoseconds: time)
    }
    show(1_000_000_000)
    view.show(Frames.frame(sequence: 1))
    #expect(view.image == nil && view.detections == nil && !view.isWatched)
    view.beginViewing()
    view.beginViewing()
    show(2_000_000_000)
    view.show(Frames.frame(sequence: 2))
    view.show(classes: ["car"])
    let first = try #require(view.image).number
    #expect(view.detections?.frame.sequence == 2 && view.detections?.classes == ["car"])
    view.endViewing()
    // Too soon, then late enough.
    show(2_010_000_000)
    #expect(view.image?.number == first)
    show(2_060_000_000)
    #expect(view.image?.number == first + 1)
    view.endViewing()
    #expect(view.image == nil && view.detections == nil)
  }

  @Test func aWindowIsItsImageAndItsFrame() throws {
    let encoding = try Self.encoding(.lastPolarity)
    let (view, other) = (LiveView(), LiveView())
    other.beginViewing()
    other.show(Self.tensor(encoding), encoding: encoding, atMonotonicNanoseconds: 1_000_000_000)
    let image = try #require(other.image)
    view.show(image, of: Frames.frame(sequence: 1))
    #expect(view.window == nil)
    view.beginViewing()
    view.show(classes: ["car"])
    view.show(image, of: Frames.frame(sequence: 2))
    let window = try #require(view.window)
    #expect(window.frame.sequence == 2 && window.classes == ["car"] && window.image.pixels == image.pixels)
    view.endViewing()
    #expect(view.window == nil)
  }

  @Test func aPictureHasTheSizeOfTheSensor() throws {
    let encoding = try Self.encoding(.lastPolarity)
    let view = LiveView()
    view.beginViewing()
    view.show(Self.tensor(encoding), encoding: encoding, atMonotonicNanoseconds: 1_000_000_000)
    let image = try #require(view.image)
    let png = try image.png(sensor: SensorGeometry(width: 10, height: 9))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    // Width and height stand at the beginning of the first chunk.
    #expect(Array(png[16..<24]) == [0, 0, 0, 10, 0, 0, 0, 9])
  }
}
