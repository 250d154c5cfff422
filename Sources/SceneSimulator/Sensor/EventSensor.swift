import CSceneKernels
package import Events

/// The pixels of a sensor, tile by tile: they are shown luminances at moments and fire events.
///
/// Time is cut into stretches; within one, times count in microseconds from its start.
package final class EventSensor {
  /// Microseconds of a stretch: a power of two, so that tiles can halve it.
  package static let stretchMicroseconds = 8192

  package let grid: TileGrid
  private var sensor = scene_sensor()
  private let refractoryMicroseconds: Double
  /// Six values for each pixel, each kind on its own, tile by tile.
  private let values: UnsafeMutablePointer<Float>
  private var noise: [scene_noise] = []
  /// The current stretch's events in the order of tiles.
  private var unsorted: UnsafeMutableBufferPointer<scene_event>
  private var unsortedCount = 0
  private var places = [Int](repeating: 0, count: stretchMicroseconds + 1)

  /// Creates the pixels of a sensor; `seed` decides how they differ from each other, and their noise.
  package convenience init(grid: TileGrid, model: PixelModel, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    self.init(grid: grid, model: model, random: &random)
  }

  init(grid: TileGrid, model: PixelModel, random: inout SeededRandom) {
    self.grid = grid
    refractoryMicroseconds = model.refractoryMicroseconds
    let perHertz = 2 * Double.pi / 1e6
    sensor.refractoryMicroseconds = Float(model.refractoryMicroseconds)
    sensor.bandwidth = Float(model.bandwidthHertz * perHertz)
    sensor.bandwidthFloor = Float(model.darkBandwidthHertz / model.bandwidthHertz)
    sensor.darkLuminance = Float(PixelModel.darkLuminance)
    sensor.noise = Float(model.noiseHertz * Double(TileGrid.pixels) / 1e6)
    sensor.noiseHalfLuminance = Float(PixelModel.noiseHalfLuminance)
    sensor.width = Int32(grid.geometry.width)
    sensor.height = Int32(grid.geometry.height)
    let count = grid.count * TileGrid.pixels
    values = .allocate(capacity: 6 * count)
    values.initialize(repeating: 0, count: 6 * count)
    unsorted = .allocate(capacity: 1 << 16)
    for index in 0..<grid.count {
      noise.append(scene_noise(random: random.next(), next: 0))
      initialize(tile: index, model: model, random: &random)
    }
  }

  deinit {
    values.deallocate()
    unsorted.deallocate()
  }

  private func initialize(tile index: Int, model: PixelModel, random: inout SeededRandom) {
    let tile = grid.tile(index)
    let pixels = pixels(ofTile: index)
    for pixel in 0..<TileGrid.pixels {
      let isOnSensor =
        tile.left + pixel % TileGrid.side < grid.geometry.width
        && tile.top + pixel / TileGrid.side < grid.geometry.height
      let on = model.thresholdOn * max(1 + model.thresholdMismatch * random.normal(), 0.2)
      let off = model.thresholdOff * max(1 + model.thresholdMismatch * random.normal(), 0.2)
      let isHot = random.fraction() < model.hotPixels
      let leakHertz = isHot ? random.number(in: 20...300) : model.leakHertz * random.number(in: 0.5...1.5)
      pixels.thresholdOn[pixel] = isOnSensor ? Float(on) : .infinity
      pixels.thresholdOff[pixel] = isOnSensor ? Float(off) : .infinity
      pixels.leak[pixel] = Float(leakHertz * on / 1e6)
      // Where between its last and its next event a pixel is.
      pixels.reference[pixel] = Float(-random.number(in: -0.5...0.5) * min(on, off))
      pixels.ready[pixel] = -1e9
    }
  }

  private func pixels(ofTile index: Int) -> scene_pixels {
    let count = grid.count * TileGrid.pixels
    let first = values + index * TileGrid.pixels
    return scene_pixels(
      voltage: first, reference: first + count, thresholdOn: first + 2 * count, thresholdOff: first + 3 * count,
      leak: first + 4 * count, ready: first + 5 * count)
  }

  /// Shows a tile what it has got used to.
  package func settle(tile index: Int, luminance: UnsafePointer<Float>) {
    withUnsafePointer(to: pixels(ofTile: index)) { scene_settle_tile(&sensor, $0, luminance) }
  }

  /// Shows a tile a luminance at `end`, after what it was shown at `start`.
  package func update(tile index: Int, luminance: UnsafePointer<Float>, start: Int, end: Int) {
    let perPixel = Int(Double(end - start) / refractoryMicroseconds) + 2
    // Noise comes on top, at a rate that makes even a hundredth of this room unlikely.
    let room = TileGrid.pixels * (perPixel + 2)
    if unsorted.count - unsortedCount < room { grow(by: room) }
    let tile = grid.tile(index)
    let free = UnsafeMutableBufferPointer(rebasing: unsorted[unsortedCount...])
    unsortedCount += withUnsafePointer(to: pixels(ofTile: index)) { pixels in
      scene_update_tile(
        &sensor, pixels, &noise[index], luminance, Int32(tile.left), Int32(tile.top), Float(start), Float(end),
        free.baseAddress, free.count)
    }
  }

  /// Ends a stretch that began at `start` and appends its events before `limit`, in order of time.
  package func endStretch(start: Int64, before limit: Int64, events: inout [Event]) {
    for index in 0..<places.count { places[index] = 0 }
    for index in 0..<unsortedCount { places[Int(unsorted[index].time) + 1] += 1 }
    for time in 1..<places.count { places[time] += places[time - 1] }
    let first = events.count
    events.append(
      contentsOf: repeatElement(Event(time: 0, x: 0, y: 0, polarity: .off), count: unsortedCount))
    for index in 0..<unsortedCount {
      let event = unsorted[index]
      let place = places[Int(event.time)]
      places[Int(event.time)] += 1
      events[first + place] = Event(
        time: start + Int64(event.time), x: event.x, y: event.y, polarity: event.polarity == 1 ? .on : .off)
    }
    while let last = events.last, last.time >= limit { events.removeLast() }
    unsortedCount = 0
    let ready = values + 5 * grid.count * TileGrid.pixels
    for pixel in 0..<(grid.count * TileGrid.pixels) { ready[pixel] -= Float(Self.stretchMicroseconds) }
    for index in noise.indices { noise[index].next -= Float(Self.stretchMicroseconds) }
  }

  private func grow(by room: Int) {
    let larger = UnsafeMutableBufferPointer<scene_event>.allocate(
      capacity: max(unsorted.count * 2, unsortedCount + room))
    _ = larger.update(fromContentsOf: unsorted[..<unsortedCount])
    unsorted.deallocate()
    unsorted = larger
  }
}
