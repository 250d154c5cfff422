public import Events

/// What a format can hold.
///
/// Limits are necessary, not sufficient: an encoder may still refuse a stream within them, such as one with a forward
/// step that its clock cannot tell from a wrap.
public struct EncodingLimits: Equatable, Sendable {
  /// The largest column.
  public var largestX: UInt16
  /// The largest row.
  public var largestY: UInt16
  /// Times in microseconds.
  public var times: ClosedRange<Int64>
  /// Times of the first event in microseconds.
  public var firstTimes: ClosedRange<Int64>
  /// The largest step back in time in microseconds; 0 where events must be in order.
  public var largestBackwardStep: UInt64
  /// External trigger edges.
  public var triggers: TriggerSupport
  /// The largest number of an external trigger input.
  public var largestTriggerChannel: UInt8
  /// Whether the sensor's size is stored.
  public var holdsGeometry: Bool
  /// Whether the sensor's size must be known.
  public var needsGeometry: Bool

  /// Creates limits; those left out do not limit anything.
  public init(
    largestX: UInt16 = .max, largestY: UInt16 = .max, times: ClosedRange<Int64> = .min...(.max),
    firstTimes: ClosedRange<Int64>? = nil, largestBackwardStep: UInt64 = .max, triggers: TriggerSupport,
    largestTriggerChannel: UInt8 = .max, holdsGeometry: Bool, needsGeometry: Bool = false
  ) {
    self.largestX = largestX
    self.largestY = largestY
    self.times = times
    self.firstTimes = firstTimes ?? times
    self.largestBackwardStep = largestBackwardStep
    self.triggers = triggers
    self.largestTriggerChannel = largestTriggerChannel
    self.holdsGeometry = holdsGeometry
    self.needsGeometry = needsGeometry
  }

  /// Why a sensor's events do not fit, whatever they are; nil where they may.
  public func conflict(with geometry: SensorGeometry) -> EncodingConflict? {
    geometry.width - 1 > Int(largestX) || geometry.height - 1 > Int(largestY)
      ? .geometry(geometry, largestX: largestX, largestY: largestY) : nil
  }

  /// Why events do not fit; empty where they do as far as can be told from their bounds.
  public func conflicts(with extent: EventExtent) -> [EncodingConflict] {
    var conflicts: [EncodingConflict] = []
    if let channel = extent.largestTriggerChannel, channel > largestTriggerChannel {
      conflicts.append(.triggerChannel(channel, largest: largestTriggerChannel))
    }
    guard extent.events > 0 else { return conflicts }
    if extent.largestX > largestX || extent.largestY > largestY {
      conflicts.append(
        .coordinates(x: extent.largestX, y: extent.largestY, largestX: largestX, largestY: largestY))
    }
    if extent.earliestTime < times.lowerBound {
      conflicts.append(.time(extent.earliestTime, legal: times))
    } else if extent.latestTime > times.upperBound {
      conflicts.append(.time(extent.latestTime, legal: times))
    } else if !firstTimes.contains(extent.firstTime) {
      conflicts.append(.firstTime(extent.firstTime, legal: firstTimes))
    }
    if extent.largestBackwardStep > largestBackwardStep {
      conflicts.append(
        .disorder(steps: extent.backwardSteps, largest: extent.largestBackwardStep, legal: largestBackwardStep))
    }
    return conflicts
  }

  /// Whether the bounds of a stream decide whether it fits.
  ///
  /// - Parameters:
  ///   - geometry: the sensor's size; nil where it is not known.
  ///   - isOrdered: whether times are known not to step back.
  ///   - hasTriggers: whether there may be external triggers to be written.
  public func needsExtent(geometry: SensorGeometry?, isOrdered: Bool, hasTriggers: Bool) -> Bool {
    let coordinates = geometry == nil && (largestX < .max || largestY < .max)
    let times = self.times != .min...(.max) || firstTimes != .min...(.max)
    return coordinates || times || largestBackwardStep < .max && !isOrdered || needsGeometry && geometry == nil
      || hasTriggers && largestTriggerChannel < .max
  }
}
