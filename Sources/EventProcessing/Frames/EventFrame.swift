public import Events

/// The events of a window, summed up for each pixel.
public struct EventFrame: Sendable {
  /// The sensor's size; events outside are left out.
  public let geometry: SensorGeometry
  /// The time shown.
  public internal(set) var window: FrameWindow
  /// The frame's number in its sequence, from 0.
  public internal(set) var index: Int
  /// ON events of each pixel row by row, at most 255.
  public private(set) var on: [UInt8]
  /// OFF events of each pixel row by row, at most 255.
  public private(set) var off: [UInt8]
  /// For each pixel whether its last event was ON.
  public private(set) var isLastOn: [Bool]
  /// Events in the frame.
  public private(set) var events: UInt64 = 0

  /// Creates an empty frame.
  public init(geometry: SensorGeometry, window: FrameWindow, index: Int = 0) {
    self.geometry = geometry
    self.window = window
    self.index = index
    let count = geometry.width * geometry.height
    on = [UInt8](repeating: 0, count: count)
    off = [UInt8](repeating: 0, count: count)
    isLastOn = [Bool](repeating: false, count: count)
  }

  /// Counts an event; one outside the sensor is left out.
  public mutating func add(_ event: Event) {
    guard geometry.contains(x: event.x, y: event.y) else { return }
    let index = Int(event.y) * geometry.width + Int(event.x)
    let isOn = event.polarityBits != 0
    if isOn {
      if on[index] < 255 { on[index] += 1 }
    } else {
      if off[index] < 255 { off[index] += 1 }
    }
    isLastOn[index] = isOn
    events += 1
  }

  mutating func clear() {
    for index in on.indices { on[index] = 0 }
    for index in off.indices { off[index] = 0 }
    events = 0
  }
}
