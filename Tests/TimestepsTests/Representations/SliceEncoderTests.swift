import Events
import Testing
import Timesteps

@Suite struct SliceEncoderTests {
  private let sensor = SensorGeometry(width: 20, height: 10)

  private var events: [Event] {
    (0..<900).map { (index: Int) -> Event in
      let time = 1_000 + Int64(index) * 10
      let (column, row) = (UInt16(index * 7 % 22), UInt16(index * 3 % 10))
      return Event(time: time, x: column, y: row, polarity: index % 3 == 0 ? .off : .on)
    }
  }

  @Test(arguments: [EventRepresentation.lastPolarity, .histogram(cap: 3, padsToThreeChannels: true)])
  func aStretchIsWhatTheSlicerMakesOfIt(representation: EventRepresentation) throws {
    let encoding = try TensorEncoding(
      representation: representation, sensor: sensor, inputWidth: 32, inputHeight: 32, resizing: .none, paddingCode: 0,
      codeDivisor: 1)
    var slicer = try TimestepSlicer(rules: SlicingRules(timestepMicroseconds: 2_000), encoding: encoding)
    var encoder = SliceEncoder(encoding: encoding)
    let (expected, actual) = (TimestepTensor(shape: encoding.shape), TimestepTensor(shape: encoding.shape))
    let events = events
    var index = 0
    var slices = 0
    while slicer.consume(events.span, from: &index, into: expected) == .timestepComplete {
      let timestep = expected.timestep
      encoder.add(events.span, from: timestep.startMicroseconds, to: timestep.endMicroseconds)
      encoder.finish(from: timestep.startMicroseconds, to: timestep.endMicroseconds, into: actual)
      #expect(actual.codes.indices.allSatisfy { actual.codes[$0] == expected.codes[$0] })
      #expect(actual.timestep.counts == timestep.counts && timestep.counts.droppedOutsideSensor > 0)
      #expect(actual.timestep.endMicroseconds == timestep.endMicroseconds)
      slices += 1
    }
    #expect(slices == 4)
    // Nothing of the stretch before is left.
    encoder.finish(from: 0, to: 1, into: actual)
    #expect(actual.timestep.counts.accepted == 0)
  }
}
