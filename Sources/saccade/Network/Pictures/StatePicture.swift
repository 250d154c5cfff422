import Pictures
import SpikingNetwork

/// The potential of one neuron with its state carried, and reset before each window of two timesteps.
struct StatePicture {
  var constants: NeuronConstants

  private static let theme = ChartTheme.light
  private static let timesteps = 16
  private static let window = 2
  private static let height = 150

  func draw() -> Canvas {
    // A weak input: each timestep alone brings too little for a spike.
    let currents = [Float](repeating: 0.62, count: Self.timesteps)
    var canvas = Canvas(width: 760, height: 2 * Self.height + 34, background: Self.theme.background)
    for (index, (title, interval)) in [("carry", nil), ("reset before each window of 2", Self.window)].enumerated() {
      let trace = NeuronTrace(constants: constants, currents: currents, resetInterval: interval)
      let spikes = trace.moments.reduce(0) { $0 + $1.spikes }
      let isLast = index == 1
      let marks = stride(from: 0, through: Self.timesteps, by: Self.window).map {
        Axis.Tick(value: Double($0), label: "\($0)")
      }
      let potentials = trace.steps { $0.potential }
      let largest = max(1, potentials.map(\.y).max() ?? 1)
      Chart(
        title: "State \(title): \(spikes) spikes",
        xAxis: Axis(title: isLast ? "timestep" : "", lower: 0, upper: Double(Self.timesteps), ticks: marks),
        yAxis: Axis(title: "", spanning: 0...largest, tickCount: 3, isRounded: true),
        series: [
          Series(
            name: "spikes", color: Self.theme.positive.withOpacity(0.35), style: .steppedArea,
            points: trace.bars(base: 0)),
          Series(name: "u", color: Self.theme.negative, points: potentials),
          Series(
            name: "needed for a spike", color: Self.theme.axis,
            points: [Point(x: 0, y: 0.5), Point(x: Double(Self.timesteps), y: 0.5)]),
        ]
      ).draw(
        on: &canvas,
        in: Rectangle(x: 12, y: 8 + index * Self.height, width: 736, height: Self.height + (isLast ? 18 : -8)))
    }
    return canvas
  }
}
