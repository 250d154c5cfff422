/// Pairs rows with columns, each at most once, so that the sum of the pairs' weights is the largest possible.
///
/// By shortest augmenting paths over dual prices, in at most rows * rows * columns steps (the smaller side taken as rows),
/// in storage that is allocated once. Source: Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse
/// linear assignment problems (1987); for rectangles, Crouse, On implementing 2D rectangular assignment algorithms (2016).
package struct LinearAssignment: Sendable {
  /// The column of each row in the last solution; nil for a row without.
  package private(set) var columns: [Int?]

  private static let nobody = -1

  // The search runs over the shorter side, whose members are called workers here, and the longer side's jobs.
  private var workerPrices: [Double]
  private var jobPrices: [Double]
  private var workerOfJob: [Int]
  /// The job on the path before a job; `nobody` where the path begins at the worker.
  private var jobBefore: [Int]
  private var distances: [Double]
  private var isSettled: [Bool]

  /// Creates an assignment for up to so many rows and columns.
  package init(largestSide: Int) {
    columns = []
    columns.reserveCapacity(largestSide)
    workerPrices = Array(repeating: 0, count: largestSide)
    jobPrices = Array(repeating: 0, count: largestSide)
    workerOfJob = Array(repeating: Self.nobody, count: largestSide)
    jobBefore = Array(repeating: Self.nobody, count: largestSide)
    distances = Array(repeating: 0, count: largestSide)
    isSettled = Array(repeating: false, count: largestSide)
  }

  /// Finds the best pairs and leaves them in `columns`.
  ///
  /// - Parameters:
  ///   - rows: how many rows.
  ///   - columnCount: how many columns.
  ///   - weights: the weight of each pair, row by row, finite; a pair whose weight is not above 0 is never made.
  package mutating func solve(rows: Int, columns columnCount: Int, weights: [Double]) {
    precondition(max(rows, columnCount) <= distances.count && weights.count >= rows * columnCount)
    columns.removeAll(keepingCapacity: true)
    for _ in 0..<rows { columns.append(nil) }
    let isTurned = rows > columnCount
    let workers = min(rows, columnCount)
    let jobs = max(rows, columnCount)
    /// A pair that is not worth making costs nothing: a worker has it instead of staying without.
    func cost(_ worker: Int, _ job: Int) -> Double {
      let weight = isTurned ? weights[job * columnCount + worker] : weights[worker * columnCount + job]
      return weight > 0 ? -weight : 0
    }
    for job in 0..<jobs {
      jobPrices[job] = 0
      workerOfJob[job] = Self.nobody
    }
    for worker in 0..<workers {
      workerPrices[worker] = 0
      place(worker, jobs: jobs, cost: cost)
    }
    for job in 0..<jobs where workerOfJob[job] != Self.nobody {
      let worker = workerOfJob[job]
      guard cost(worker, job) < 0 else { continue }
      columns[isTurned ? job : worker] = isTurned ? worker : job
    }
  }

  /// Gives one more worker a job, along the cheapest path on which others change theirs.
  private mutating func place(_ newcomer: Int, jobs: Int, cost: (Int, Int) -> Double) {
    for job in 0..<jobs {
      distances[job] = .infinity
      isSettled[job] = false
    }
    var worker = newcomer
    var travelled = 0.0
    var last = Self.nobody
    while worker != Self.nobody {
      var nearest = Self.nobody
      for job in 0..<jobs where !isSettled[job] {
        let distance = travelled + cost(worker, job) - workerPrices[worker] - jobPrices[job]
        if distance < distances[job] {
          distances[job] = distance
          jobBefore[job] = last
        }
        if nearest == Self.nobody || distances[job] < distances[nearest] { nearest = job }
      }
      // There are at least as many jobs as workers, so one is left.
      travelled = distances[nearest]
      isSettled[nearest] = true
      last = nearest
      worker = workerOfJob[nearest]
    }
    workerPrices[newcomer] += travelled
    for job in 0..<jobs where isSettled[job] && job != last {
      workerPrices[workerOfJob[job]] += travelled - distances[job]
      jobPrices[job] -= travelled - distances[job]
    }
    while last != Self.nobody {
      let before = jobBefore[last]
      workerOfJob[last] = before == Self.nobody ? newcomer : workerOfJob[before]
      last = before
    }
  }
}
