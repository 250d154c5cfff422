/// A detection and how many of its class were better in its image.
struct RankedDetection {
  let detection: MatchedDetection
  let rank: Int
}
