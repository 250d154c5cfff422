import Events
import Testing
import Timesteps

@Suite struct BilinearResizeTests {
  /// Encodes a picture through the histogram path: as many ON events at each pixel as its code says.
  private func resize(_ pixels: [UInt8], width: Int, height: Int, toWidth: Int, toHeight: Int) throws -> [UInt8] {
    let encoding = try TensorEncoding(
      representation: .histogram(cap: 255, padsToThreeChannels: false),
      sensor: SensorGeometry(width: width, height: height), inputWidth: toWidth, inputHeight: toHeight)
    #expect(encoding.letterbox.imageWidth == toWidth && encoding.letterbox.imageHeight == toHeight)
    var slicer = try TimestepSlicer(rules: SlicingRules(timestepMicroseconds: 1), encoding: encoding)
    let tensor = TimestepTensor(shape: encoding.shape)
    for (pixel, count) in pixels.enumerated() where count > 0 {
      let event = Event(time: 0, x: UInt16(pixel % width), y: UInt16(pixel / width), polarity: .on)
      let batch = [Event](repeating: event, count: Int(count))
      var index = 0
      let outcome = slicer.consume(batch.span, from: &index, into: tensor)
      #expect(outcome == .needsEvents)
    }
    let isFinished = slicer.finish(into: tensor)
    #expect(isFinished)
    return tensor.withUnsafeMutableCodes { Array($0[..<(toWidth * toHeight)]) }
  }

  @Test(arguments: BilinearResizeGolden.all.indices)
  func equalsOpenCV(index: Int) throws {
    let golden = BilinearResizeGolden.all[index]
    var numbers = SeededNumbers(seed: 1)
    let source = (0..<(golden.width * golden.height)).map { _ in
      let number = numbers.next()
      return golden.isPolarity ? [0, 127, 255][Int(number % 3)] : UInt8(truncatingIfNeeded: number)
    }
    let resized = try resize(
      source, width: golden.width, height: golden.height, toWidth: golden.resizedWidth, toHeight: golden.resizedHeight)
    for (row, pixels) in golden.rows {
      #expect(pixels.count == 2 * golden.resizedWidth)
      for column in 0..<golden.resizedWidth {
        let digits = pixels.dropFirst(2 * column).prefix(2)
        let expected = try #require(UInt8(digits, radix: 16))
        #expect(resized[row * golden.resizedWidth + column] == expected, "row \(row), column \(column)")
      }
    }
  }

  @Test func aConstantImageStaysConstant() throws {
    for code in [1, 77, 254, 255] as [UInt8] {
      let resized = try resize([UInt8](repeating: code, count: 35), width: 7, height: 5, toWidth: 21, toHeight: 15)
      #expect(resized.allSatisfy { $0 == code })
    }
  }
}
