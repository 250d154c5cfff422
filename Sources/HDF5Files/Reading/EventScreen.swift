import Events
import EventFormats

/// Takes events outside the sensor out of a run and counts them and steps back in time.
struct EventScreen {
  private let width: Int
  private let height: Int
  private var lastTime = Int64.min
  /// The largest time of all events that have passed.
  private(set) var largestTime = Int64.min

  /// Creates a screen; without a geometry every pixel that can be told from a missing one passes.
  init(_ geometry: SensorGeometry?) {
    width = geometry?.width ?? 65535
    height = geometry?.height ?? 65535
  }

  /// Moves the events that stay to the front and returns how many they are.
  ///
  /// - Parameters:
  ///   - events: those of the run.
  ///   - run: what is known of them.
  ///   - position: the number of the first event in the file, for the record of what was skipped.
  mutating func screen(
    _ events: UnsafeMutableBufferPointer<Event>, _ run: EventRun, position: UInt64,
    _ statistics: inout DecodingStatistics
  ) -> Int {
    guard let base = events.baseAddress, let first = events.first, let final = events.last else { return 0 }
    if run.isAscending, let pixel = run.largestPixel, Int(pixel.x) < width, Int(pixel.y) < height {
      statistics.backwardSteps += first.time < lastTime ? 1 : 0
      statistics.events += UInt64(events.count)
      lastTime = final.time
      largestTime = max(largestTime, lastTime)
      return events.count
    }
    let width = width
    let height = height
    var backwardSteps = 0
    var outside = 0
    var last = lastTime
    var largest = largestTime
    for index in 0..<events.count {
      let event = base[index]
      outside &+= Int(event.x) >= width || Int(event.y) >= height ? 1 : 0
      backwardSteps &+= event.time < last ? 1 : 0
      last = event.time
      largest = max(largest, last)
    }
    if outside > 0 { return removeOutside(base, events.count, position, &statistics) }
    lastTime = last
    largestTime = largest
    statistics.backwardSteps += UInt64(backwardSteps)
    statistics.events += UInt64(events.count)
    return events.count
  }

  private mutating func removeOutside(
    _ events: UnsafeMutablePointer<Event>, _ count: Int, _ position: UInt64, _ statistics: inout DecodingStatistics
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let event = events[index]
      guard Int(event.x) < width, Int(event.y) < height else {
        statistics.skip(.outOfRange, at: position + UInt64(index))
        continue
      }
      if event.time < lastTime { statistics.backwardSteps += 1 }
      lastTime = event.time
      largestTime = max(largestTime, lastTime)
      events[kept] = event
      kept += 1
    }
    statistics.events += UInt64(kept)
    return kept
  }
}
