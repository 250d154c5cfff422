import Detections

/// Tracks the boxes of a file, window by window.
struct BoxFileTracking {
  private var tracker: Tracker

  init(rules: TrackingRules) { tracker = Tracker(rules: rules) }

  /// Numbers the boxes, which keep their order.
  ///
  /// - Parameter progress: is told after each window how many boxes have been numbered.
  mutating func track(_ boxes: inout [TimedDetection], progress: (Int) -> Void = { _ in }) {
    let order = boxes.indices.sorted {
      let (left, right) = (boxes[$0], boxes[$1])
      if left.time != right.time { return left.time < right.time }
      if left.detection.score != right.detection.score { return left.detection.score > right.detection.score }
      return $0 < $1
    }
    var window: [Detection] = []
    var first = 0
    while first < order.count {
      let time = boxes[order[first]].time
      let end = order[first...].firstIndex { boxes[$0].time != time } ?? order.count
      window.removeAll(keepingCapacity: true)
      for index in order[first..<end] { window.append(boxes[index].detection) }
      tracker.track(&window, at: time)
      for (position, index) in order[first..<end].enumerated() {
        boxes[index].detection.trackID = window[position].trackID
      }
      first = end
      progress(end)
    }
  }
}
