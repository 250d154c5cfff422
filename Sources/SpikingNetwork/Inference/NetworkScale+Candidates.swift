extension NetworkScale {
  /// The published sizes of a variant by their letters.
  static func published(_ variant: NetworkVariant) -> [(name: String, scale: NetworkScale)] {
    switch variant {
    case .gen1: [("n", NetworkScale(depth: 0.33, width: 0.25)), ("s", s), ("m", m), ("l", l)]
    case .coco: [("n", n), ("s", s), ("m", m), ("l", l)]
    }
  }

  /// Factors that may have made these counts, the likeliest first; at least one.
  static func candidates(for counts: TensorCounts, known: NetworkFactors) -> [NetworkScale] {
    let depth = known.depth ?? depth(of: counts.repeats)
    // Layer 7 has floor(1024 * width) channels, so a width is known up to 1/1024; what lies between matters to layer 9.
    let channels = Double(counts.channels[7] ?? 0)
    let between = [channels / 1024, (channels + 0.5) / 1024]
    let widths =
      known.width.map { [$0] } ?? publishedFactors(\.width).filter { Int(1024 * $0) == Int(channels) } + between
    var candidates: [NetworkScale] = []
    for width in widths {
      let limits = known.maxChannels.map { [$0] } ?? limits(counts, depth: depth, width: width)
      for limit in limits {
        candidates.append(
          NetworkScale(
            depth: depth, width: width, maxChannels: limit,
            lastBlockExpansion: known.lastBlockExpansion ?? counts.lastBlockExpansion))
      }
    }
    return candidates
  }

  /// A factor that gives these repeats: a published one, or the smallest hundredth.
  private static func depth(of repeats: [Int: Int]) -> Double {
    let candidates = publishedFactors(\.depth) + (1...400).map { Double($0) / 100 }
    return candidates.first { depth in
      let scale = NetworkScale(depth: depth, width: 1)
      return scale.repeats(3) == repeats[2] && scale.repeats(6) == repeats[4] && scale.repeats(9) == repeats[6]
    } ?? s.depth
  }

  /// Limits that may have made these counts: the published ones, or what layers 9 and 10 are cut to.
  private static func limits(_ counts: TensorCounts, depth: Double, width: Double) -> [Int] {
    let published = depth == m.depth && width == m.width ? [m.maxChannels, s.maxChannels] : [s.maxChannels]
    guard width > 0 else { return published }
    let cut = [(9, FloatingPointRoundingRule.down), (10, .up)].compactMap { layer, rule in
      counts.channels[layer].map { Int((Double($0) / width).rounded(rule)) }
    }
    return published + cut.filter { (1...65536).contains($0) }
  }

  private static func publishedFactors(_ factor: KeyPath<NetworkScale, Double>) -> [Double] {
    [n, s, m, l].map { $0[keyPath: factor] }
  }
}
