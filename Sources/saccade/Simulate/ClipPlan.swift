/// One clip of a data set: where it goes and what decides it.
struct ClipPlan {
  /// The folder: train, val, test or another name.
  let split: String
  /// Path and beginning of the names of its files.
  let base: String
  /// The scene's seed.
  let seed: UInt64

  /// The events.
  var recording: String { "\(base)_td.dat" }
  /// The boxes.
  var boxes: String { "\(base)_bbox.npy" }
  /// The picture of a few moments.
  var picture: String { "\(base).png" }

  /// Plans the clips of a split.
  ///
  /// No two clips of a data set have the same seed: the split's number is in the upper half, the clip's in the lower.
  static func clips(folder: String, split: String, seed: UInt64, numbers: Range<Int>) -> [ClipPlan] {
    numbers.map { number in
      let digits = String(number)
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return ClipPlan(
        split: split, base: "\(folder)/\(split)/driving-\(seed)-\(padded)",
        seed: scrambled(seed) &+ (splitNumber(split) << 32 | UInt64(number)))
    }
  }

  /// The usual splits have numbers of their own, and others those of their letters.
  static func splitNumber(_ name: String) -> UInt64 {
    switch name {
    case "train": return 1
    case "val": return 2
    case "test": return 3
    default:
      // FNV-1a in 31 bits, above the numbers of the usual ones.
      var hash: UInt32 = 0x811C_9DC5
      for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
      return UInt64(hash | 0x8000_0000)
    }
  }

  /// Seeds that follow one another are far apart.
  private static func scrambled(_ seed: UInt64) -> UInt64 {
    var bits = seed &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return bits ^ (bits >> 32)
  }
}
