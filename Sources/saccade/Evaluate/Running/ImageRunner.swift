import Detections
import Pictures
import Timesteps

/// Runs a group of images as `saccade detect` does, with every class of a box.
final class ImageRunner: ClipRunner {
  private let set: ImageSet
  private let detector: ImageDetector

  init(
    _ set: ImageSet, network: LoadedNetwork, modelPath: String, settings: EvaluationSettings
  ) throws(CommandFailure) {
    self.set = set
    let rules: DecodingRules
    do {
      rules = try DecodingRules(
        scoreThreshold: settings.scoreThreshold, overlapThreshold: settings.overlapThreshold,
        isMultiLabel: settings.evaluationProtocol.isMultiLabel)
    } catch { throw CommandFailure(.usage, "\(error)") }
    detector = try ImageDetector(
      network: network, modelPath: modelPath, timesteps: nil, padding: .minimal, rules: [rules])
  }

  func run(_ clip: EvaluationClip, progress: (Double) -> Void) throws(CommandFailure) -> ClipResult {
    var result = ClipResult(number: clip.number, fileSizes: PartialStore.fileSizes(of: clip))
    let images = set.groups[clip.number]
    for (index, image) in images.enumerated() {
      do {
        let decoded = try ImageFile.read(path: image.listed.path)
        let detections = try detector.detect(decoded.canvas).scored
        result.sources.append(result.detected.count)
        result.detected.append(.init(time: image.id, detections: detections))
        result.moments.append(LabelMoment(time: image.id, truths: image.truths))
        result.windows += 1
      } catch {
        let reason = (error as? CommandFailure)?.message ?? "\(error)"
        result.problems.append(
          EvaluationProblem(file: image.listed.placeInFolder, message: "\(reason); the image is left out"))
      }
      progress(Double(index + 1) / Double(images.count))
    }
    return result
  }
}
