import Events
import Testing
import Timesteps

@Suite struct LetterboxTests {
  @Test func placesGen1AsThePublishedNetworkDoes() throws {
    let sensor = SensorGeometry(width: 304, height: 240)
    let letterbox = try Letterbox(sensor: sensor, inputWidth: 320, inputHeight: 320, resizing: .bilinear)
    #expect(letterbox.imageWidth == 320 && letterbox.imageHeight == 253)
    #expect(letterbox.top == 33 && letterbox.bottom == 34)
    #expect(letterbox.left == 0 && letterbox.right == 0)
    #expect(letterbox.resizes)
  }

  @Test func padsWithoutResizing() throws {
    let sensor = SensorGeometry(width: 304, height: 240)
    let letterbox = try Letterbox(sensor: sensor, inputWidth: 320, inputHeight: 256, resizing: .none)
    #expect(!letterbox.resizes)
    #expect([letterbox.left, letterbox.right, letterbox.top, letterbox.bottom] == [8, 8, 8, 8])
    #expect(letterbox.scaleX == 1 && letterbox.scaleY == 1)
  }

  /// Sizes and paddings as the YOLO family's letterbox gives them for a 640 pixel input with stride 32.
  @Test(arguments: [
    (640, 480, 640, 480, 0, 0), (500, 375, 640, 480, 0, 0), (427, 640, 448, 640, 10, 0), (640, 427, 640, 448, 0, 10),
    (333, 500, 448, 640, 11, 0), (1280, 720, 640, 384, 0, 12),
  ])
  func placesSingleImages(width: Int, height: Int, inputWidth: Int, inputHeight: Int, left: Int, top: Int) throws {
    let image = SensorGeometry(width: width, height: height)
    let letterbox = try Letterbox(image: image, fittingWidth: 640, fittingHeight: 640, multiple: 32)
    #expect(letterbox.inputWidth == inputWidth && letterbox.inputHeight == inputHeight)
    #expect(letterbox.left == left && letterbox.top == top)
  }

  @Test(arguments: [
    (304, 240, 320, 256, 320, 256), (640, 160, 320, 256, 320, 96), (100, 400, 320, 256, 64, 256),
    (1, 5_000, 320, 256, 32, 256),
  ])
  func fitsInputsThatAreNotSquare(
    width: Int, height: Int, fittingWidth: Int, fittingHeight: Int, inputWidth: Int, inputHeight: Int
  ) throws {
    let letterbox = try Letterbox(
      image: SensorGeometry(width: width, height: height), fittingWidth: fittingWidth, fittingHeight: fittingHeight,
      multiple: 32)
    #expect(letterbox.inputWidth == inputWidth && letterbox.inputHeight == inputHeight)
    #expect(letterbox.left + letterbox.imageWidth + letterbox.right == inputWidth)
  }

  @Test func theSmallerHalfOfThePaddingLeads() throws {
    for side in 1...40 {
      let sensor = SensorGeometry(width: 40, height: side)
      let letterbox = try Letterbox(sensor: sensor, inputWidth: 40, inputHeight: 40, resizing: .none)
      #expect(letterbox.top + side + letterbox.bottom == 40)
      #expect((0...1).contains(letterbox.bottom - letterbox.top))
    }
  }

  @Test(arguments: [(304, 240), (240, 304), (1280, 720), (640, 480), (1, 65_535), (65_535, 1), (97, 53)])
  func everyBoxComesBack(width: Int, height: Int) throws {
    let sensor = SensorGeometry(width: width, height: height)
    for (inputWidth, inputHeight) in [(320, 320), (320, 256), (640, 640), (32, 64)] {
      let letterbox = try Letterbox(
        sensor: sensor, inputWidth: inputWidth, inputHeight: inputHeight, resizing: .bilinear)
      #expect(letterbox.left >= 0 && letterbox.right >= 0 && letterbox.top >= 0 && letterbox.bottom >= 0)
      // A float keeps 24 bits and the input's pixel may stand for many of the sensor's.
      let tolerance = 4 * Float(max(inputWidth, inputHeight)).ulp
      for part in stride(from: Float(-0.25), through: 1.25, by: 0.125) {
        let x = part * Float(width)
        let y = part * Float(height)
        let backX = letterbox.sensorX(letterbox.inputX(x))
        let backY = letterbox.sensorY(letterbox.inputY(y))
        #expect(abs(backX - x) <= max(tolerance / Float(letterbox.scaleX), 2 * x.ulp))
        #expect(abs(backY - y) <= max(tolerance / Float(letterbox.scaleY), 2 * y.ulp))
      }
      #expect(letterbox.inputX(0) == Float(letterbox.left))
      #expect(letterbox.inputX(Float(width)) == Float(inputWidth - letterbox.right))
      #expect(letterbox.inputY(Float(height)) == Float(inputHeight - letterbox.bottom))
    }
  }

  @Test func sizesOutOfRangeAreRefused() throws {
    let sensor = SensorGeometry(width: 304, height: 240)
    #expect(throws: TimestepsError.inputSize(width: 0, height: 320)) {
      try Letterbox(sensor: sensor, inputWidth: 0, inputHeight: 320, resizing: .bilinear)
    }
    #expect(throws: TimestepsError.inputSize(width: 320, height: 8_193)) {
      try Letterbox(sensor: sensor, inputWidth: 320, inputHeight: 8_193, resizing: .bilinear)
    }
    let tooSmall = TimestepsError.sensorExceedsInput(
      sensorWidth: 304, sensorHeight: 240, inputWidth: 320, inputHeight: 224)
    #expect(throws: tooSmall) {
      try Letterbox(sensor: sensor, inputWidth: 320, inputHeight: 224, resizing: .none)
    }
    #expect(throws: TimestepsError.inputSize(width: 100, height: 128)) {
      try Letterbox(image: sensor, fittingWidth: 100, fittingHeight: 128, multiple: 32)
    }
  }
}
