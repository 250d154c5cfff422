import Detections
import TestSupport
import Testing

@Suite struct LinearAssignmentTests {
  /// The largest sum over all ways to pair rows with columns, tried one by one.
  static func bestSum(_ weights: [[Double]], from row: Int = 0, taken: Set<Int> = []) -> Double {
    guard row < weights.count else { return 0 }
    var best = bestSum(weights, from: row + 1, taken: taken)
    for column in weights[row].indices where !taken.contains(column) && weights[row][column] > 0 {
      best = max(
        best, weights[row][column] + bestSum(weights, from: row + 1, taken: taken.union([column])))
    }
    return best
  }

  /// The sum of a solution, which must pair nothing twice and nothing of no weight.
  static func sum(_ assignment: LinearAssignment, _ weights: [[Double]]) -> Double {
    #expect(assignment.columns.count == weights.count)
    let columns = assignment.columns.compactMap { $0 }
    #expect(Set(columns).count == columns.count)
    return assignment.columns.enumerated().reduce(0) { sum, pair in
      guard let column = pair.element else { return sum }
      #expect(weights[pair.offset][column] > 0)
      return sum + weights[pair.offset][column]
    }
  }

  @Test func everySmallRectangleIsSolvedAsByTryingAllPairs() {
    var random = SplitMix64(state: 11)
    var assignment = LinearAssignment(largestSide: 6)
    for rows in 0...6 {
      for columns in 0...6 {
        for round in 0..<30 {
          // Few different weights make ties; in every third round half of the pairs are worth nothing.
          let weights = (0..<rows).map { _ in
            (0..<columns).map { _ in
              let isWorthless = round % 3 == 0 && random.next(below: 2) == 0
              return isWorthless ? -1 : Double(random.next(below: round % 2 == 0 ? 4 : 1000)) / 16
            }
          }
          assignment.solve(rows: rows, columns: columns, weights: weights.flatMap { $0 })
          #expect(Self.sum(assignment, weights) == Self.bestSum(weights))
        }
      }
    }
  }

  @Test func aTurnedProblemHasTheSameSum() {
    var random = SplitMix64(state: 12)
    var assignment = LinearAssignment(largestSide: 60)
    for (rows, columns) in [(60, 60), (17, 60), (60, 17), (1, 60)] {
      let weights = (0..<rows).map { _ in (0..<columns).map { _ in Double(random.next(below: 4096)) / 64 - 8 } }
      let turned = (0..<columns).map { column in (0..<rows).map { weights[$0][column] } }
      assignment.solve(rows: rows, columns: columns, weights: weights.flatMap { $0 })
      let sum = Self.sum(assignment, weights)
      assignment.solve(rows: columns, columns: rows, weights: turned.flatMap { $0 })
      #expect(Self.sum(assignment, turned) == sum)
    }
  }

  @Test func noExchangeOfTwoPairsIsBetter() {
    var random = SplitMix64(state: 13)
    let side = 120
    var assignment = LinearAssignment(largestSide: side)
    let weights = (0..<side).map { _ in (0..<side).map { _ in Double(random.next(below: 1 << 20)) + 1 } }
    assignment.solve(rows: side, columns: side, weights: weights.flatMap { $0 })
    let columns = assignment.columns.compactMap { $0 }
    #expect(columns.count == side)
    for one in 0..<side {
      for other in 0..<one {
        let kept = weights[one][columns[one]] + weights[other][columns[other]]
        #expect(weights[one][columns[other]] + weights[other][columns[one]] <= kept)
      }
    }
  }

  @Test func onePairIsGivenUpWhereTwoAreWorthMore() {
    var assignment = LinearAssignment(largestSide: 2)
    assignment.solve(rows: 2, columns: 2, weights: [10, 8, 7, 0])
    #expect(assignment.columns == [1, 0])
    assignment.solve(rows: 2, columns: 2, weights: [10, 2, 7, 0])
    #expect(assignment.columns == [0, nil])
  }
}
