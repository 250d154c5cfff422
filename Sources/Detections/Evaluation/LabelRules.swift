/// Which boxes count, of labels and detections alike.
///
/// Source: Perot et al., "Learning to detect objects with a 1 megapixel event camera" (2020), and the filters of the vendor's
/// toolbox for Gen1 and 1 Mpx.
public struct LabelRules: Equatable, Hashable, Sendable, Codable {
  /// Boxes up to this sensor time in microseconds do not count: what happened before the recording is not known.
  public var skipMicroseconds: Int64
  /// The least diagonal in pixels.
  public var minimumDiagonal: Float
  /// The least width and height in pixels.
  public var minimumSide: Float
  /// How far the detections of a label's moment may lie from it, in microseconds.
  public var toleranceMicroseconds: Int64

  /// Creates rules.
  public init(
    skipMicroseconds: Int64, minimumDiagonal: Float, minimumSide: Float, toleranceMicroseconds: Int64
  ) {
    self.skipMicroseconds = skipMicroseconds
    self.minimumDiagonal = minimumDiagonal
    self.minimumSide = minimumSide
    self.toleranceMicroseconds = toleranceMicroseconds
  }

  /// The vendor's for Gen1 (304 x 240).
  public static let gen1 = LabelRules(
    skipMicroseconds: 500_000, minimumDiagonal: 30, minimumSide: 10, toleranceMicroseconds: 50_000)
  /// The vendor's for 1 Mpx (1280 x 720).
  public static let megapixel = LabelRules(
    skipMicroseconds: 500_000, minimumDiagonal: 60, minimumSide: 20, toleranceMicroseconds: 50_000)
  /// All boxes count, and detections are of the label's very moment.
  public static let everything = LabelRules(
    skipMicroseconds: .min, minimumDiagonal: 0, minimumSide: 0, toleranceMicroseconds: 0)

  /// Whether a box is large enough.
  public func isLargeEnough(_ box: Detection) -> Bool {
    box.width * box.width + box.height * box.height >= minimumDiagonal * minimumDiagonal
      && box.width >= minimumSide && box.height >= minimumSide
  }

  /// The moments at which there is a box that counts, ascending, each with its boxes in the order of the file.
  public func moments(of labels: [TimedDetection]) -> [LabelMoment] {
    var moments: [LabelMoment] = []
    let kept = labels.filter { $0.time > skipMicroseconds && isLargeEnough($0.detection) }
    for index in kept.indices.sorted(by: { kept[$0].time == kept[$1].time ? $0 < $1 : kept[$0].time < kept[$1].time }) {
      let label = kept[index]
      if moments.last?.time != label.time { moments.append(LabelMoment(time: label.time, truths: [])) }
      moments[moments.count - 1].truths.append(TrueBox(label.detection))
    }
    return moments
  }
}
