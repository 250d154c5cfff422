import Detections
import FoundationEssentials
import SpikingNetwork

extension EvaluationPartial {
  /// Reads a file; throws `CommandFailure` that names it.
  init(path: String) throws(CommandFailure) {
    do {
      let file = try SafetensorsFile(bytes: try InputFile(path: path).safetensorsBytes())
      try self.init(file)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }

  private init(_ file: SafetensorsFile) throws {
    struct Version: Decodable {
      struct Settings: Decodable { var version: Int }
      var settings: Settings
    }
    guard let json = file.header.metadata[Self.metadataKey] else { throw EvaluationPartialError.notAPartial }
    let data = Data(json.utf8)
    let version = try JSONDecoder().decode(Version.self, from: data).settings.version
    guard version == EvaluationSettings.currentVersion else { throw EvaluationPartialError.version(version) }
    let header = try JSONDecoder().decode(Header.self, from: data)
    settings = header.settings
    dataset = header.dataset
    problems = header.problems
    clips = []
    var tensors = try Tensors(file)
    var empty: NetworkActivity?
    if header.clips.contains(where: \.hasActivity) {
      empty = NetworkActivity(topology: try settings.countedTopology())
    }
    for clip in header.clips { clips.append(try tensors.clip(clip, empty: empty)) }
    try tensors.finish()
  }

  /// The tensors of a file, read clip by clip.
  private struct Tensors {
    private var moments: TensorReader
    private var truths: TensorReader
    private var windows: TensorReader
    private var detections: TensorReader
    private var inference: TensorReader
    private var activity: TensorReader

    init(_ file: SafetensorsFile) throws {
      moments = try TensorReader("moments", element: .int64, columns: 4, of: file)
      truths = try TensorReader("truths", element: .float64, columns: 7, of: file)
      windows = try TensorReader("windows", element: .int64, columns: 2, of: file)
      detections = try TensorReader("detections", element: .float32, columns: 6, of: file)
      inference = try TensorReader("inference_ns", element: .int64, columns: 1, of: file)
      activity = try TensorReader("activity", element: .int64, columns: 1, of: file)
    }

    mutating func clip(_ header: Header.Clip, empty: NetworkActivity?) throws -> ClipResult {
      var clip = ClipResult(number: header.number, fileSizes: header.fileSizes)
      clip.problems = header.problems
      clip.isLeftOut = header.isLeftOut
      clip.events = header.events
      clip.windows = header.windows
      func source(_ value: Int64) throws -> Int? {
        guard value != -1 else { return nil }
        guard value >= 0, value < Int64(header.detected) else { throw EvaluationPartialError.tensor("moments") }
        return Int(value)
      }
      for _ in 0..<max(header.moments, 0) {
        var moment = LabelMoment(time: try moments.integer(), truths: [])
        for _ in 0..<(try moments.count()) { moment.truths.append(try truth()) }
        clip.moments.append(moment)
        clip.sources.append(try source(moments.integer()))
        let streamed = try source(moments.integer())
        if header.isStreamed { clip.streamedSources.append(streamed) }
      }
      for _ in 0..<max(header.detected, 0) {
        var window = ClipResult.Detected(time: try windows.integer(), detections: [])
        for _ in 0..<(try windows.count()) { window.detections.append(try detection()) }
        clip.detected.append(window)
      }
      for _ in 0..<max(header.timesteps, 0) { clip.inferenceNanoseconds.append(try inference.integer()) }
      if header.hasActivity, let empty { clip.activity = try counted(empty) }
      return clip
    }

    /// Checks that there is nothing more.
    func finish() throws {
      for (name, reader) in [
        ("moments", moments), ("truths", truths), ("windows", windows), ("detections", detections),
        ("inference_ns", inference), ("activity", activity),
      ] where !reader.isAtEnd {
        throw EvaluationPartialError.tensor(name)
      }
    }

    private mutating func truth() throws -> TrueBox {
      let values = try (0..<7).map { _ in try truths.double() }
      guard let classID = UInt32(exactly: values[5]) else { throw EvaluationPartialError.tensor("truths") }
      return TrueBox(
        x: values[0], y: values[1], width: values[2], height: values[3], classID: classID, area: values[4],
        isCrowd: values[6] != 0)
    }

    private mutating func detection() throws -> Detection {
      let values = try (0..<6).map { _ in try detections.float() }
      guard let classID = UInt32(exactly: values[5]) else { throw EvaluationPartialError.tensor("detections") }
      return Detection(
        x: values[0], y: values[1], width: values[2], height: values[3], score: values[4], classID: classID)
    }

    private mutating func counted(_ empty: NetworkActivity) throws -> NetworkActivity {
      let timesteps = try activity.count()
      let counts = try [empty.firedCounts, empty.spikeCounts, empty.accumulates, empty.multiplyAccumulates].map {
        try $0.map { _ in Int(try activity.integer()) }
      }
      return NetworkActivity(
        timesteps: timesteps, firedCounts: counts[0], spikeCounts: counts[1], accumulates: counts[2],
        multiplyAccumulates: counts[3])
    }
  }
}
