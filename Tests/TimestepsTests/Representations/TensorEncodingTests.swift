import Events
import Testing
import Timesteps

@Suite struct TensorEncodingTests {
  /// The codes of one timestep with the given events, laid into a tensor full of other codes.
  private func encode(_ events: [Event], _ encoding: TensorEncoding) throws -> [UInt8] {
    var slicer = try TimestepSlicer(rules: SlicingRules(timestepMicroseconds: 1_000), encoding: encoding)
    let tensor = TimestepTensor(shape: encoding.shape)
    tensor.withUnsafeMutableCodes { $0.update(repeating: 99) }
    var index = 0
    let outcome = slicer.consume(events.span, from: &index, into: tensor)
    #expect(outcome == .needsEvents)
    let isFinished = slicer.finish(into: tensor)
    #expect(isFinished)
    let codes = tensor.codes
    return codes.indices.map { codes[$0] }
  }

  private let sensor = SensorGeometry(width: 3, height: 2)

  @Test func theLastEventOfAPixelWins() throws {
    let encoding = try TensorEncoding(
      representation: .lastPolarity, sensor: sensor, inputWidth: 3, inputHeight: 2, resizing: .none)
    let events = [
      Event(time: 0, x: 0, y: 0, polarity: .on), Event(time: 1, x: 0, y: 0, polarity: .off),
      Event(time: 2, x: 2, y: 1, polarity: .off), Event(time: 1, x: 2, y: 1, polarity: .on),
      Event(time: 3, x: 1, y: 1, polarity: .on),
    ]
    let channel: [UInt8] = [0, 127, 127, 127, 255, 255]
    #expect(try encode(events, encoding) == channel + channel + channel)
    #expect(encoding.codeDivisor == 255)
  }

  @Test func anyNonzeroPolarityIsOn() throws {
    let encoding = try TensorEncoding(
      representation: .lastPolarity, sensor: sensor, inputWidth: 3, inputHeight: 2, resizing: .none)
    var event = Event(time: 0, x: 0, y: 0, polarity: .on)
    event.polarityBits = -1
    #expect(try encode([event], encoding).first == 255)
  }

  @Test(arguments: [1, 3, 255] as [UInt8])
  func countsStopAtTheCap(cap: UInt8) throws {
    let encoding = try TensorEncoding(
      representation: .histogram(cap: cap, padsToThreeChannels: false), sensor: sensor, inputWidth: 3, inputHeight: 2,
      resizing: .none)
    #expect(encoding.codeDivisor == Float(cap))
    let on = [Event](repeating: Event(time: 0, x: 1, y: 0, polarity: .on), count: 300)
    let off = [Event](repeating: Event(time: 0, x: 1, y: 1, polarity: .off), count: 2)
    let codes = try encode(on + off, encoding)
    #expect(codes == [0, cap, 0, 0, 0, 0] + [0, 0, 0, 0, min(2, cap), 0])
  }

  @Test func aThirdChannelOfZerosMayFollow() throws {
    let encoding = try TensorEncoding(
      representation: .histogram(cap: 9, padsToThreeChannels: true), sensor: sensor, inputWidth: 5, inputHeight: 2,
      resizing: .none, paddingCode: 4, codeDivisor: 2)
    #expect(encoding.shape == TensorShape(channels: 3, height: 2, width: 5))
    #expect(encoding.codeDivisor == 2)
    let codes = try encode([Event(time: 0, x: 0, y: 1, polarity: .off)], encoding)
    let onChannel: [UInt8] = [4, 0, 0, 0, 4, 4, 0, 0, 0, 4]
    let offChannel: [UInt8] = [4, 0, 0, 0, 4, 4, 1, 0, 0, 4]
    #expect(codes == onChannel + offChannel + [UInt8](repeating: 0, count: 10))
  }

  @Test func thePublishedGen1InputIsFramedIn114() throws {
    let encoding = try TensorEncoding(
      representation: .lastPolarity, sensor: SensorGeometry(width: 304, height: 240), inputWidth: 320, inputHeight: 320)
    let everyPixel = (0..<240 as Range<UInt16>).flatMap { y in
      (0..<304 as Range<UInt16>).map { x in Event(time: 0, x: x, y: y, polarity: .on) }
    }
    let codes = try encode(everyPixel, encoding)
    let channel =
      [UInt8](repeating: 114, count: 33 * 320) + [UInt8](repeating: 255, count: 253 * 320)
      + [UInt8](repeating: 114, count: 34 * 320)
    #expect(codes == channel + channel + channel)
  }

  @Test func encodingsOutOfRangeAreRefused() {
    #expect(throws: TimestepsError.countCap) {
      try TensorEncoding(
        representation: .histogram(cap: 0, padsToThreeChannels: false), sensor: sensor, inputWidth: 3, inputHeight: 2)
    }
    #expect(throws: TimestepsError.sensorSize(width: 65_535, height: 65_535)) {
      try TensorEncoding(
        representation: .lastPolarity, sensor: SensorGeometry(width: 65_535, height: 65_535), inputWidth: 320,
        inputHeight: 320)
    }
  }
}
