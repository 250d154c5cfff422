/// A person with moving arms and legs.
struct Pedestrian {
  /// Metres.
  let height: Double
  /// Shares of light that jacket, trousers, skin and hair give back.
  let jacket: Double
  let trousers: Double
  let skin: Double
  let hair: Double
  /// How much wider than usual.
  let girth: Double
  /// Where in a step the person is at the beginning, in radians.
  let phase: Double

  init(random: inout SeededRandom) {
    height = random.number(in: 1.5...1.92)
    jacket = random.number(in: 0.04...0.75)
    trousers = random.number(in: 0.03...0.4)
    skin = random.number(in: 0.15...0.55)
    hair = random.number(in: 0.03...0.3)
    girth = random.number(in: 0.9...1.25)
    phase = random.number(in: 0...(2 * Double.pi))
  }

  /// Draws the person after a walk of `distance` metres; a speed of 0 is one who stands.
  func draw(at pose: Pose, distance: Double, isWalking: Bool, library: SceneLibrary, on drawing: inout Drawing) {
    drawShadow(at: pose, library: library, on: &drawing)
    let scale = height / 1.75
    let step = phase + distance / (0.75 * scale) * Double.pi
    let light = drawing.lighting.light(
      normal: nil, place: drawing.camera.place(pose.position), z: pose.position.z, time: drawing.time)
    func limb(
      _ a: (Double, Double, Double), _ b: (Double, Double, Double), _ startRadius: Double, _ endRadius: Double,
      _ albedo: Double
    ) {
      drawing.capsule(
        from: pose.place(a.0 * scale, a.1 * scale, a.2 * scale), to: pose.place(b.0 * scale, b.1 * scale, b.2 * scale),
        startRadius: startRadius * scale * girth, endRadius: endRadius * scale * girth, shade: 0.4,
        surface: Drawing.Surface(colour: albedo * light))
    }
    let swing = isWalking ? 0.5 : 0.04
    let bob = isWalking ? 0.025 * ElementaryFunctions.cosine(2 * step) : 0
    let hip = 0.9 + bob
    // The far side first: which one it is hardly matters, as both are drawn in all.
    for side in [-1.0, 1.0] {
      let angle = swing * ElementaryFunctions.sine(side > 0 ? step : step + Double.pi)
      let lift = isWalking ? max(ElementaryFunctions.cosine(side > 0 ? step : step + Double.pi), 0) * 0.7 : 0
      let kneeAhead = 0.43 * ElementaryFunctions.sine(angle)
      let kneeUp = hip - 0.43 * ElementaryFunctions.cosine(angle)
      let shank = angle - lift
      let footAhead = kneeAhead + 0.42 * ElementaryFunctions.sine(shank)
      let footUp = kneeUp - 0.42 * ElementaryFunctions.cosine(shank)
      limb((side * 0.09, hip, 0), (side * 0.1, kneeUp, kneeAhead), 0.088, 0.065, trousers)
      limb((side * 0.1, kneeUp, kneeAhead), (side * 0.1, max(footUp, 0.06), footAhead), 0.065, 0.045, trousers)
      limb(
        (side * 0.1, max(footUp, 0.05), footAhead), (side * 0.11, max(footUp - 0.02, 0.04), footAhead + 0.15), 0.045,
        0.04, hair)
    }
    limb((0, hip + 0.02, 0), (0, 1.36 + bob, 0.02), 0.15, 0.18, jacket)
    for side in [-1.0, 1.0] {
      let angle = -swing * 0.9 * ElementaryFunctions.sine(side > 0 ? step : step + Double.pi)
      let elbow = (
        side * 0.25, 1.38 + bob - 0.29 * ElementaryFunctions.cosine(angle), 0.29 * ElementaryFunctions.sine(angle)
      )
      let hand = (
        side * 0.24, elbow.1 - 0.25 * ElementaryFunctions.cosine(angle + 0.35),
        elbow.2 + 0.25 * ElementaryFunctions.sine(angle + 0.35)
      )
      limb((side * 0.21, 1.4 + bob, 0), elbow, 0.062, 0.05, jacket * 0.9)
      limb(elbow, hand, 0.05, 0.038, jacket * 0.9)
    }
    limb((0, 1.45 + bob, 0.01), (0, 1.55 + bob, 0.02), 0.055, 0.055, skin)
    limb((0, 1.62 + bob, 0.03), (0, 1.66 + bob, 0.03), 0.095, 0.095, skin)
    limb((0, 1.69 + bob, 0), (0, 1.69 + bob, 0), 0.09, 0.09, hair)
  }

  private func drawShadow(at pose: Pose, library: SceneLibrary, on drawing: inout Drawing) {
    let identity = drawing.identity
    drawing.identity = Drawing.noIdentity
    drawing.patch(
      origin: pose.place(-0.35, 0.01, 0.35), across: pose.heading.right * 0.7, down: pose.heading.forward * -0.7,
      texture: library.shadow, surface: Drawing.Surface(colour: 0, fixed: 0, emission: 0, opacity: 0.5))
    drawing.identity = identity
  }
}
