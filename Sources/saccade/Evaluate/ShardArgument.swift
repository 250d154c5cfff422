import ArgumentParser

/// One of several equal parts of a data set: `2/4`.
struct ShardArgument: ExpressibleByArgument, Equatable, Codable {
  /// Which part, 1...`count`.
  var number: Int
  /// How many there are.
  var count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], (1...100_000).contains(count),
      (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  /// Whether the clip of a number, counted from 0, is in this part: neighbours, which are alike, are spread over all.
  func contains(_ clip: Int) -> Bool { clip % count == number - 1 }
}
