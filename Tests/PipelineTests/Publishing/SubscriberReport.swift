/// What Tests/Python/subscriber.py reports.
struct SubscriberReport: Decodable {
  var topics: [String: Int]
  var first: UInt64?
  var last: UInt64?
  var received: UInt64
  var lost: UInt64
  var gaps: UInt64
  var repeated: UInt64
  var sessions: [UInt64]
  var boxes: Int
  var classes: [String]
  var publishTimesRise: Bool
  var twinsDiffer: Int
  var isFinished: Bool
  /// SHA-256 over the frames without their host times, as Python encodes them.
  var digest: String
}
