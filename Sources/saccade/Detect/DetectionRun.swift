import Pictures
import Timesteps

/// One pass over images: each is read, shown to the network, and given to the outputs.
struct DetectionRun {
  let detector: ImageDetector
  let outputs: [any ImageOutput]
  let stopsOnError: Bool

  private var failures: [CommandFailure] = []
  private var progress = ProgressLine()
  /// The next time, in seconds from the start, at which the line is written.
  private var nextShow = 0.0
  /// Whether boxes are printed where the line is shown.
  private let printsBoxes: Bool

  init(detector: ImageDetector, outputs: [any ImageOutput], stopsOnError: Bool) {
    self.detector = detector
    self.outputs = outputs
    self.stopsOnError = stopsOnError
    printsBoxes = Terminal.outputIsTerminal && outputs.contains { $0 is DetectionTable }
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
        // The message of an only image is that of the command.
        if images.count > 1 { Terminal.writeError("saccade: \(error.message)\n") }
        failures.append(error)
        for output in outputs { try output.add(image, failure: error) }
      }
      showProgress(done: index + 1, of: images.count, boxes: boxes)
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
    if printsBoxes { progress.clear() }
    for output in outputs { try output.add(image, decoded, detections) }
    return detections.shown.count
  }

  private mutating func showProgress(done: Int, of count: Int, boxes: Int) {
    let elapsed = progress.elapsedSeconds
    guard elapsed >= nextShow else { return }
    nextShow = elapsed + 0.1
    let rate = Double(done) / max(elapsed, 1e-3)
    progress.show(
      fraction: Double(done) / Double(count),
      detail: "\(done) of \(count) images, \(Format.decimal(rate, digits: rate < 10 ? 2 : 0)) images/s, "
        + "\(Format.count(UInt64(boxes))) boxes")
  }

  private func reportFailures(of imageCount: Int) throws(CommandFailure) {
    guard let first = failures.first else { return }
    guard imageCount > 1 else { throw first }
    // Each has been reported with its name.
    let status: ExitStatus = failures.allSatisfy { $0.status == .missingInput } ? .missingInput : .badData
    throw CommandFailure(status, "\(failures.count) of \(imageCount) images gave nothing; see above")
  }
}
