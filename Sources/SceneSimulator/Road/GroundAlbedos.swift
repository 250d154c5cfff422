/// The shares of light that the kinds of ground give back.
struct GroundAlbedos {
  let asphalt: Double
  let marking: Double
  let sidewalk: Double
  let verge: Double

  init(random: inout SeededRandom) {
    asphalt = random.number(in: 0.1...0.2)
    marking = random.number(in: 0.45...0.75)
    sidewalk = random.number(in: 0.2...0.38)
    verge = random.number(in: 0.1...0.25)
  }
}
