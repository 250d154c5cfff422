/// Lays events into sensor-sized planes; one cost per event, none per pixel.
protocol EventAccumulator {
  /// Takes in one event at a pixel index (row * width + column) inside the sensor.
  func accumulate(pixel: Int, isOn: Bool)
}

/// The last event of each pixel.
struct LastPolarityAccumulator: EventAccumulator {
  let codes: UnsafeMutablePointer<UInt8>

  @inline(__always)
  func accumulate(pixel: Int, isOn: Bool) {
    codes[pixel] = isOn ? 255 : 0
  }
}

/// Counts per pixel that stop at a cap.
struct HistogramAccumulator: EventAccumulator {
  let onCounts: UnsafeMutablePointer<UInt8>
  let offCounts: UnsafeMutablePointer<UInt8>
  let cap: UInt8

  @inline(__always)
  func accumulate(pixel: Int, isOn: Bool) {
    let counts = isOn ? onCounts : offCounts
    let count = counts[pixel]
    counts[pixel] = count < cap ? count &+ 1 : count
  }
}
