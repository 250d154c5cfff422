import CSceneKernels

/// Computes pictures of a world, tile by tile.
final class SceneRenderer {
  let world: World
  let grid: TileGrid
  private let azimuths: [Float]
  private var view = scene_view()
  /// Where the middle of the road lies at each metre from `bendStart` after `bendOrigin` on.
  private var bend: [Float] = []
  private var bendOrigin = -Double.infinity
  private static let bendStart = -48
  private var order: [Int32] = []
  /// The luminance of the tile rendered last.
  let luminance: UnsafeMutablePointer<Float>

  init(world: World) {
    self.world = world
    grid = TileGrid(geometry: world.description.geometry)
    luminance = .allocate(capacity: TileGrid.pixels)
    luminance.initialize(repeating: 0, count: TileGrid.pixels)
    let camera = world.ego.camera(at: 0)
    azimuths = (0..<grid.width).map {
      Float(ElementaryFunctions.arctangent((Double($0) + 0.5 - camera.centreX) / camera.focal))
    }
    setConstants()
  }

  deinit { luminance.deallocate() }

  private func setConstants() {
    view.roadHalfWidth = Float(world.road.halfWidth)
    // Without a second lane its line would lie in the middle, where there is one already.
    view.laneLine = world.road.lanes > 1 ? Float(Road.laneWidth) : -100
    view.sidewalkWidth = Float(world.road.sidewalkWidth)
    view.crossingHalfWidth = Float(Road.crossingHalfWidth)
    view.asphalt = Float(world.albedos.asphalt)
    view.marking = Float(world.albedos.marking)
    view.sidewalk = Float(world.albedos.sidewalk)
    view.verge = Float(world.albedos.verge)
    let lighting = world.lighting
    view.ambient = Float(lighting.ambient + lighting.sun * lighting.sunDirection.y)
    view.headlights = Float(lighting.headlights)
    view.lampSpacing = Float(Lighting.lampSpacing)
    view.lampDistance = view.roadHalfWidth - 1
    view.hazeLuminance = Float(lighting.hazeLuminance)
    view.hazePerMetre = Float(lighting.hazePerMetre)
    view.ground = UnsafePointer(world.ground.texels)
    withUnsafeMutableBytes(of: &view.groundOffsets) { bytes in
      for (level, offset) in world.ground.offsets.enumerated() {
        bytes.storeBytes(of: Int32(offset), toByteOffset: 4 * level, as: Int32.self)
      }
    }
    view.groundLog2Size = Int32(GroundPattern.log2Size)
    view.groundTexelsPerMetre = Float(GroundPattern.texelsPerMetre)
    view.panorama = UnsafePointer(world.panorama.texels)
    view.panoramaLog2Width = Int32(Panorama.log2Width)
    view.panoramaHeight = Int32(Panorama.height)
    view.panoramaTexelsPerRadian = Float(Panorama.texelsPerRadian)
  }

  /// An empty drawing of a moment.
  func makeDrawing(at time: Double) -> Drawing {
    Drawing(
      camera: world.ego.camera(at: time), lighting: world.lighting, time: time, width: grid.width, height: grid.height)
  }

  /// Looks at a moment from now on.
  func look(through camera: Camera, at time: Double) {
    // z counts from a multiple of every period on the ground, so that floats stay exact.
    let origin = (camera.position.z / 32).rounded(.down) * 32
    if origin != bendOrigin {
      bendOrigin = origin
      bend = (0..<400).map { Float(world.road.bend(origin + Double($0 + Self.bendStart))) }
    }
    view.focal = Float(camera.focal)
    view.centreX = Float(camera.centreX)
    view.horizon = Float(camera.horizon)
    view.cameraHeight = Float(camera.position.y)
    view.headingCosine = Float(camera.headingCosine)
    view.headingSine = Float(camera.headingSine)
    view.cameraX = Float(camera.position.x)
    view.cameraZ = Float(camera.position.z - origin)
    view.bendStart = Int32(Self.bendStart)
    view.bendCount = Int32(bend.count)
    view.lamps = Float(world.lighting.lamps * world.lighting.flicker(at: time))
    let near = world.road.crossings.filter { $0 > camera.position.z - 30 }.prefix(Int(SCENE_CROSSINGS))
    withUnsafeMutableBytes(of: &view.crossings) { bytes in
      for index in 0..<Int(SCENE_CROSSINGS) {
        let z = index < near.count ? near[near.startIndex + index] - origin : -1e6
        bytes.storeBytes(of: Float(z), toByteOffset: 4 * index, as: Float.self)
      }
    }
  }

  /// Computes a tile's luminance from some of a drawing's primitives, the farthest first.
  func render(
    tile index: Int, primitives: [scene_primitive], ranges: some Sequence<Range<Int>>,
    identities: UnsafeMutablePointer<UInt16>? = nil, covered: UnsafeMutablePointer<UInt32>? = nil
  ) {
    order.removeAll(keepingCapacity: true)
    for range in ranges { for primitive in range { order.append(Int32(primitive)) } }
    let tile = grid.tile(index)
    bend.withUnsafeBufferPointer { bend in
      azimuths.withUnsafeBufferPointer { azimuths in
        view.bend = bend.baseAddress
        view.azimuths = azimuths.baseAddress
        scene_render_tile(
          &view, primitives, order, Int32(order.count), Int32(tile.left), Int32(tile.top), luminance, identities,
          covered)
      }
    }
  }
}
