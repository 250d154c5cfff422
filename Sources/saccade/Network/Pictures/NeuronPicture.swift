import Pictures
import SpikingNetwork

/// Current, potential and spikes of one neuron over time, one below the other.
struct NeuronPicture {
  var constants: NeuronConstants

  private static let theme = ChartTheme.light
  private static let height = 150

  func draw() -> Canvas {
    let trace = NeuronTrace(constants: constants)
    var canvas = Canvas(width: 760, height: 3 * Self.height + 24, background: Self.theme.background)
    let charts = [
      chart("Input current x", trace.steps { $0.current }, Color(0x44535F)),
      potentials(trace),
      Chart(
        title: "Spikes s = round(clamp(u, 0, \(constants.largestSpikeCount)))", xAxis: timeAxis(title: "timestep"),
        yAxis: axis(0...Double(constants.largestSpikeCount)),
        series: [
          Series(name: "", color: Self.theme.positive, style: .steppedArea, points: trace.bars(base: 0))
        ]),
    ]
    for (index, chart) in charts.enumerated() {
      chart.draw(
        on: &canvas,
        in: Rectangle(x: 12, y: 8 + index * Self.height, width: 736, height: Self.height - 8 + (index == 2 ? 14 : 0)))
    }
    return canvas
  }

  private func potentials(_ trace: NeuronTrace) -> Chart {
    let (before, after) = (trace.steps { $0.potential }, trace.steps { $0.residue })
    var chart = chart("Potential", before, Self.theme.negative)
    chart.series[0].name = "u, before firing"
    chart.series.append(Series(name: "h, left after firing", color: Self.theme.positive, points: after))
    chart.yAxis = axis(((before + after).map(\.y).min() ?? 0)...((before + after).map(\.y).max() ?? 1))
    return chart
  }

  private func chart(_ title: String, _ points: [Point], _ color: Color) -> Chart {
    let values = points.map(\.y)
    return Chart(
      title: title, xAxis: timeAxis(title: ""),
      yAxis: axis(min(values.min() ?? 0, 0)...max(values.max() ?? 1, 1)),
      series: [Series(name: "", color: color, points: points)])
  }

  private func axis(_ range: ClosedRange<Double>) -> Axis {
    var axis = Axis(title: "", spanning: range, tickCount: 4, isRounded: true)
    // Labels of the same number of characters keep the charts exactly one below the other.
    for index in axis.ticks.indices { axis.ticks[index].label = Format.right(axis.ticks[index].label, width: 3) }
    return axis
  }

  private func timeAxis(title: String) -> Axis {
    Axis(title: title, spanning: 0...Double(NeuronTrace.currents.count), tickCount: 12, isRounded: false)
  }
}
