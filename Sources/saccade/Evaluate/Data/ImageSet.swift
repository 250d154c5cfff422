import Detections

/// The annotated images of a folder, in groups of neighbouring ids that take the place of clips.
struct ImageSet {
  struct Image {
    var id: Int64
    var listed: ListedImage
    var truths: [TrueBox]
  }

  /// The groups as clips.
  let clips: [EvaluationClip]
  /// The images of each group, ascending by id.
  let groups: [[Image]]
  /// Images and annotations that do not belong together.
  let problems: [EvaluationProblem]

  private static let imagesOfGroup = 32

  /// Lists a folder's images that have annotations.
  ///
  /// - Throws: `CommandFailure` where the folder or the annotations cannot be read, or have nothing in common.
  init(folder: String, annotationsPath: String, classes: [String]) throws(CommandFailure) {
    let bytes = try InputFile(path: annotationsPath).bytes()
    let annotations: COCOAnnotations
    let truths: COCOTruths
    do throws(COCOFileError) {
      annotations = try COCOAnnotations(json: bytes)
      var classOfCategory: [Int64: UInt32] = [:]
      for (index, name) in classes.enumerated() {
        if let id = annotations.categoryIDs[name] { classOfCategory[id] = UInt32(index) }
      }
      truths = try COCOTruths(json: bytes, classOfCategory: classOfCategory)
    } catch {
      throw CommandFailure(.badData, "\(annotationsPath): \(error)")
    }
    var problems: [EvaluationProblem] = []
    let absent = classes.filter { annotations.categoryIDs[$0] == nil }
    if let first = absent.first {
      problems.append(
        EvaluationProblem(
          file: annotationsPath,
          message: "\(absent.count) of the model's classes are no category there, the first '\(first)'"))
    }
    var images: [Int64: Image] = [:]
    for listed in try ImageList(arguments: [folder], listFile: nil).images {
      guard let id = annotations.imageID(ofPath: listed.path) else {
        problems.append(
          EvaluationProblem(
            file: listed.placeInFolder, message: "the annotations name no image like this; it is left out"))
        continue
      }
      images[id] = Image(id: id, listed: listed, truths: truths.boxesOfImage[id] ?? [])
    }
    let missing = truths.imageIDs.count { images[$0] == nil }
    if missing > 0 {
      problems.append(
        EvaluationProblem(
          file: annotationsPath,
          message: "\(missing) of \(truths.imageIDs.count) images are not in the folder; they are not scored"))
    }
    let sorted = images.values.sorted { $0.id < $1.id }
    guard !sorted.isEmpty else {
      throw CommandFailure(
        .badData, "\(folder): none of its images is in \(annotationsPath); give the annotations of these images")
    }
    groups = stride(from: 0, to: sorted.count, by: Self.imagesOfGroup).map {
      Array(sorted[$0..<min($0 + Self.imagesOfGroup, sorted.count)])
    }
    clips = groups.enumerated().map { number, group in
      EvaluationClip(
        number: number, name: "images \(group[0].id) to \(group[group.count - 1].id)", labelName: annotationsPath,
        recording: group[0].listed.path, labels: annotationsPath)
    }
    self.problems = problems
  }
}
