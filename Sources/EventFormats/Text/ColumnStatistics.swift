/// What the values of a column in the first lines of a text have in common.
struct ColumnStatistics: Equatable {
  private(set) var count = 0
  private(set) var hasFractions = false
  private(set) var hasPoints = false
  private(set) var hasWords = false
  /// In units of the column, without fractions.
  private(set) var largest: Int64 = 0
  private(set) var isBinary = true
  private(set) var isPixel = true
  private var stepsBack = 0

  /// Looks at the values of a column in order.
  init(_ values: some Sequence<TextSample.Value>) {
    var last = Int64.min
    for value in values {
      let number = value.number
      // Thousandths of microseconds tell times in seconds apart.
      let fine = number.scaled(byTenTo: 9) ?? number.scaled(byTenTo: 0) ?? .max
      let whole = number.scaled(byTenTo: 0) ?? .max
      count += 1
      hasFractions = hasFractions || number.hasFraction
      hasPoints = hasPoints || value.hasPoint
      hasWords = hasWords || value.isWord
      largest = max(largest, whole.magnitude > UInt64(Int64.max) ? .max : Int64(whole.magnitude))
      isBinary = isBinary && !number.hasFraction && (-1...1).contains(whole)
      isPixel = isPixel && !number.hasFraction && !value.isWord && (0...65535).contains(whole)
      if fine < last { stepsBack += 1 }
      last = fine
    }
  }

  /// Whether the values can be times: they rise but for a little disorder.
  var canBeTime: Bool { count > 0 && !hasWords && stepsBack * 50 <= count }

  /// The unit that times of this kind have.
  ///
  /// Whole numbers are microseconds, but nanoseconds from 10^17 on, which microseconds reach in the year 5138. Numbers
  /// with fractions are seconds below 10^7, and from 10^9 to 10^10 where Unix time in seconds lies.
  ///
  /// - Throws: `unsupported` for fractions of other sizes.
  var timeUnit: TimeUnit {
    get throws(EventFormatError) {
      guard hasFractions else { return largest >= 100_000_000_000_000_000 ? .nanoseconds : .microseconds }
      if largest < 10_000_000 || (1_000_000_000..<10_000_000_000).contains(largest) { return .seconds }
      throw EventFormatError(
        .unsupported,
        "The unit of the times cannot be told: they have fractions and go up to \(largest); say whether they are s, "
          + "ms, us or ns",
        at: 0)
    }
  }

  /// What the four columns of a table hold; nil where it cannot be told.
  ///
  /// The time rises and has the largest values, or fractions; the polarity has only 0 and 1, -1 and 1, or words; what
  /// is left is x and then y. Where several columns could be the one, the order t,x,y,p is preferred, then x,y,p,t and
  /// x,y,t,p.
  static func guess(_ table: [[TextSample.Value]]) -> [EventColumn]? {
    guard !table.isEmpty else { return nil }
    let columns = (0..<4).map { index in ColumnStatistics(table.lazy.map { $0[index] }) }
    let order: [[EventColumn]] = [
      [.time, .x, .y, .polarity], [.x, .y, .polarity, .time], [.x, .y, .time, .polarity], [.time, .polarity, .x, .y],
      [.polarity, .x, .y, .time], [.time, .x, .polarity, .y], [.polarity, .time, .x, .y], [.x, .time, .y, .polarity],
      [.x, .polarity, .y, .time], [.x, .time, .polarity, .y], [.x, .polarity, .time, .y], [.polarity, .x, .time, .y],
    ]
    let possible = order.filter { layout in
      zip(layout, columns).allSatisfy { column, statistics in
        switch column {
        case .time: statistics.canBeTime
        case .polarity: statistics.isBinary
        case .x, .y, .ignored: statistics.isPixel
        }
      }
    }
    let times = possible.map { layout in zip(layout, columns).first { $0.0 == .time }?.1 }
    // Fractions count for more than any size: times in seconds may be small.
    let rank = { (statistics: ColumnStatistics?) in
      statistics.map { $0.hasFractions ? Int64.max : $0.largest } ?? 0
    }
    guard let largest = times.map(rank).max() else { return nil }
    return zip(possible, times).first { rank($0.1) == largest }?.0
  }
}
