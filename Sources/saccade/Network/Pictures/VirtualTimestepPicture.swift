import Pictures
import SpikingNetwork

/// Integer spikes of some neurons on the left, the same as binary spikes at virtual timesteps on the right.
struct VirtualTimestepPicture {
  var constants: NeuronConstants

  private static let theme = ChartTheme.light
  private static let cell = 22
  private static let neurons = 5
  private static let timesteps = 6

  func draw() -> Canvas {
    let cell = Self.cell
    let slots = constants.largestSpikeCount
    let counts = counts
    let left = (width: Self.timesteps * 2 * cell, x: 96)
    let right = (width: Self.timesteps * slots * cell, x: 96 + left.width + 40)
    var canvas = Canvas(
      width: right.x + right.width + 16, height: 54 + Self.neurons * (cell + 6) + 62, background: Self.theme.background)
    let title = TextStyle(size: 15, color: Self.theme.title, weight: .bold)
    let label = TextStyle(size: 13, color: Self.theme.label)
    canvas.text("Integer spikes s", x: left.x, baseline: 26, style: title)
    canvas.text("Virtual timesteps: D = \(slots) to a timestep", x: right.x, baseline: 26, style: title)
    let bottom = 44 + Self.neurons * (cell + 6)
    for timestep in 0...Self.timesteps {
      for (x, width) in [(left.x, 2 * cell), (right.x, slots * cell)] {
        let edge = x + timestep * width
        canvas.fill(Rectangle(x: edge - 1, y: 38, width: 1, height: bottom - 38), Self.theme.axis)
        if timestep < Self.timesteps {
          canvas.text("\(timestep)", x: edge + width / 2, baseline: bottom + 18, style: label.aligned(.center))
        }
      }
    }
    for (neuron, row) in counts.enumerated() {
      let y = 44 + neuron * (cell + 6)
      canvas.text("neuron \(neuron)", x: left.x - 12, baseline: y + 16, style: label.aligned(.right))
      for (timestep, count) in row.enumerated() {
        let number = Rectangle(x: left.x + timestep * 2 * cell + cell / 2, y: y, width: cell, height: cell)
        if count > 0 { canvas.fill(number, Self.theme.positive.withOpacity(0.25 * Double(min(count, 4)))) }
        canvas.text(
          "\(count)", x: number.x + cell / 2, baseline: y + 16, style: (count > 2 ? title : label).aligned(.center))
        for slot in 0..<slots {
          let place = Rectangle(
            x: right.x + (timestep * slots + slot) * cell + 3, y: y + 3, width: cell - 7, height: cell - 7)
          if slot < count { canvas.fill(place, Self.theme.positive) } else { canvas.stroke(place, Self.theme.grid) }
        }
      }
    }
    canvas.text("timestep", x: left.x + left.width / 2, baseline: bottom + 38, style: label.aligned(.center))
    canvas.text(
      "timestep; a square is a virtual timestep, a full one a binary spike", x: right.x + right.width / 2,
      baseline: bottom + 38, style: label.aligned(.center))
    return canvas
  }

  /// Neurons that see the same input with different strength.
  private var counts: [[Int]] {
    let currents: [Float] = [0.4, 3, 8, 2, -1, 1.2]
    return (0..<Self.neurons).map { neuron in
      let scaled = currents.map { $0 * (0.4 + 0.4 * Float(neuron)) }
      return NeuronTrace(constants: constants, currents: scaled).moments.map(\.spikes)
    }
  }
}
