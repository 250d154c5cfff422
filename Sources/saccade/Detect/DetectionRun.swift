import Pictures
import Timesteps

/// One pass over images: each is read, shown to the network, and given to the outputs.
struct DetectionRun {
  let detector: ImageDetector
  let outputs: [any ImageOutput]
  let stopsOnError: Bool

  private var failures: [CommandFailure] = []
  private var progress = ProgressLine()

  init(detector: ImageDetector, outputs: [any ImageOutput], stopsOnError: Bool) {
    self.detector = detector
    self.outputs = outputs
    self.stopsOnError = stopsOnError
  }

  /// Works through the images; throws one `CommandFailure` at the end where some could not be read.
  mutating func run(_ images: [ListedImage]) throws {
    var boxes = 0
    for (index, image) in images.enumerated() {
      do throws(CommandFailure) {
        boxes += try detect(image)
      } catch {
        // What is wrong with the outputs would be wrong for every image.
        guard error.status == .badData || error.status == .missingInput else { throw error }
        guard !stopsOnError else { throw error }
        progress.clear()
        Terminal.writeError("saccade: \(error.message)\n")
        failures.append(error)
        for output in outputs { try output.add(image, failure: error) }
      }
      let rate = Double(index + 1) / max(progress.elapsedSeconds, 1e-3)
      progress.show(
        fraction: Double(index + 1) / Double(images.count),
        detail: "\(index + 1) of \(images.count) images, \(Format.decimal(rate, digits: rate < 10 ? 2 : 0)) images/s, "
          + "\(Format.count(UInt64(boxes))) boxes")
    }
    progress.clear()
    for output in outputs { try output.finish() }
    try reportFailures(of: images.count)
  }

  /// Returns the number of boxes that are shown.
  private mutating func detect(_ image: ListedImage) throws(CommandFailure) -> Int {
    for output in outputs { try output.check(image) }
    let decoded = try ImageFile.read(path: image.path)
    if let warning = decoded.warning {
      progress.clear()
      Terminal.writeError("saccade: \(image.path): read, although it is damaged: \(warning)\n")
    }
    let detections: ImageDetections
    do { detections = try detector.detect(decoded.canvas) } catch let error as TimestepsError {
      throw CommandFailure(.badData, "\(image.path): \(error)")
    } catch { throw CommandFailure(error, path: image.path) }
    progress.clear()
    for output in outputs { try output.add(image, decoded, detections) }
    return detections.shown.count
  }

  private func reportFailures(of imageCount: Int) throws(CommandFailure) {
    guard !failures.isEmpty else { return }
    // Each has been reported with its name.
    let status: ExitStatus = failures.allSatisfy { $0.status == .missingInput } ? .missingInput : .badData
    throw CommandFailure(status, "\(failures.count) of \(imageCount) images gave nothing; see above")
  }
}
