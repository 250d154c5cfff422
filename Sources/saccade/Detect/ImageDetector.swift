import Detections
import Events
import Pictures
import SpikingNetwork
import Timesteps

/// Finds objects in images, each shown to a network whose state is zero.
final class ImageDetector {
  /// How often each image is shown, T.
  let timesteps: Int

  private let network: LoadedNetwork
  private let padding: ImagePadding
  private let paddingCode: UInt8
  private let rules: [DecodingRules]
  /// The networks of input sizes met lately, the latest last.
  private var networks: [ImageNetwork] = []

  /// Folders mix upright and lying images of few sizes; a network's working memory is large.
  private static let keptNetworkCount = 4

  /// Creates a detector.
  ///
  /// - Parameters:
  ///   - network: a model of the static-image network.
  ///   - modelPath: the model's file, for messages.
  ///   - timesteps: how often each image is shown; the model's T where nil.
  ///   - padding: how far images are padded.
  ///   - rules: one set of detections is made by each.
  init(
    network: LoadedNetwork, modelPath: String, timesteps: Int?, padding: ImagePadding, rules: [DecodingRules]
  ) throws(CommandFailure) {
    let description = network.outline.description
    guard description.variant == .coco else {
      throw CommandFailure(
        .configuration,
        "\(modelPath): a network for events (variant \(description.variant.rawValue)); images need one of variant "
          + "\(NetworkVariant.coco.rawValue), and events 'saccade replay'")
    }
    guard let paddingCode = UInt8(exactly: description.input.paddingValue) else {
      throw CommandFailure(
        .configuration,
        "\(modelPath): the model pads with \(description.input.paddingValue); import it with a whole number of 0...255")
    }
    self.network = network
    self.padding = padding
    self.paddingCode = paddingCode
    self.rules = rules
    self.timesteps = timesteps ?? description.input.timestepsPerWindow
  }

  /// Where an image of a size lies in the network's input.
  ///
  /// Throws `TimestepsError` where the model's images are not resized and this one is larger than its input.
  func letterbox(width: Int, height: Int) throws(TimestepsError) -> Letterbox {
    let input = network.outline.description.input
    let image = SensorGeometry(width: width, height: height)
    return switch (input.fit, padding) {
    case (.letterbox, .minimal):
      try Letterbox(image: image, fittingWidth: input.width, fittingHeight: input.height, multiple: 32)
    case (.letterbox, .full):
      try Letterbox(sensor: image, inputWidth: input.width, inputHeight: input.height, resizing: .bilinear)
    case (.pad, _):
      try Letterbox(sensor: image, inputWidth: input.width, inputHeight: input.height, resizing: .none)
    }
  }

  /// The detections of an image by each of the rules, in pixels of the image, cut at its edges, the best first.
  func detect(_ image: Canvas) throws -> ImageDetections {
    let letterbox = try letterbox(width: image.width, height: image.height)
    let network = try imageNetwork(for: letterbox)
    var encoder = ImageEncoder(letterbox: letterbox, paddingCode: paddingCode)
    let pixels = image.pixels
    network.show(pixels.span.bytes, bytesPerPixel: MemoryLayout<Color>.size, through: &encoder, timesteps: timesteps)
    let sets = network.candidates().map { candidates in
      candidates.map { Detection($0, letterbox: letterbox) }
    }
    return ImageDetections(inputWidth: letterbox.inputWidth, inputHeight: letterbox.inputHeight, sets: sets)
  }

  private func imageNetwork(for letterbox: Letterbox) throws -> ImageNetwork {
    let (width, height) = (letterbox.inputWidth, letterbox.inputHeight)
    if let index = networks.firstIndex(where: { $0.layout.inputWidth == width && $0.layout.inputHeight == height }) {
      networks.append(networks.remove(at: index))
      return networks[networks.count - 1]
    }
    if networks.count == Self.keptNetworkCount { networks.removeFirst() }
    let imageNetwork = try ImageNetwork(
      engine: network.forInput(width: width, height: height).makeEngine(), timesteps: timesteps, rules: rules)
    networks.append(imageNetwork)
    return imageNetwork
  }
}

extension Detection {
  /// A box of the network's input in pixels of the image, cut at its edges as the published code does.
  fileprivate init(_ box: BoxCandidate, letterbox: Letterbox) {
    let (width, height) = (Float(letterbox.sensor.width), Float(letterbox.sensor.height))
    let left = min(max(letterbox.sensorX(box.left), 0), width)
    let top = min(max(letterbox.sensorY(box.top), 0), height)
    let right = min(max(letterbox.sensorX(box.right), 0), width)
    let bottom = min(max(letterbox.sensorY(box.bottom), 0), height)
    self.init(x: left, y: top, width: right - left, height: bottom - top, score: box.score, classID: box.classID)
  }
}
