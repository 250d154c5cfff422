import Detections
import FoundationEssentials
import Pictures
import SpikingNetwork

/// A report as a page that needs no other file, light or dark as its reader's screen is.
struct EvaluationPage {
  let report: EvaluationReport
  let pictures: MomentPictures
  let histogram: [Int64]

  func html() throws(CommandFailure) -> String {
    let title = "\(report.dataset), \(report.rules.name), state \(report.rules.state.rawValue)"
    let facts = EvaluationTable.facts(report).map {
      "<dt>\(HTMLText.escaped($0))</dt><dd>\(HTMLText.escaped($1))</dd>"
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(HTMLText.escaped(title))</h1>
      <div class="figures">\(headline)</div>
      <dl>\(facts)</dl>
      <h2>Classes</h2>
      \(HTMLText.table(head: EvaluationTable.heads, rows: EvaluationTable.rows(report)))
      <p class="note">Sizes are COCO's: small up to 32 x 32 pixels, medium up to 96 x 96, large above. A dash: there was
      nothing to be found.</p>
      \(operatingPoints)
      <div class="charts">
      \(charts.map { "<figure>\($0.svg())</figure>" }.joined(separator: "\n"))
      </div>
      \(try section("Best moments", pictures.best))
      \(try section("Worst moments", pictures.worst))
      \(pictures.isEmpty ? "" : Self.legend)
      <h2>Clips</h2>
      \(clips)
      \(problems)
      </body>
      </html>

      """
  }

  private var headline: String {
    var figures = [
      ("mAP@50", EvaluationTable.share(report.mean.map50)), ("mAP@50:95", EvaluationTable.share(report.mean.map)),
    ]
    if let streamed = report.streamed {
      figures.append(("streaming mAP@50", EvaluationTable.share(streamed.figures.map50)))
    }
    if let activity = report.activity {
      figures.append(("of neurons fire", "\(Format.decimal(activity.firingRate * 100, digits: 1)) %"))
      figures.append(("mJ a timestep", Format.decimal(activity.energy.counted.snn.millijoules, digits: 3)))
    }
    if let inference = report.measured.inference {
      figures.append(("ms a timestep, median", Format.decimal(inference.p50, digits: 1)))
    }
    return figures.map { "<div><b>\($1)</b>\(HTMLText.escaped($0))</div>" }.joined()
  }

  private var operatingPoints: String {
    let texts = report.classes.compactMap { kind in
      kind.operatingPoint.map { point in
        "\(kind.name): from \(Format.decimal(Double(point.score), digits: 2)) on, precision "
          + "\(EvaluationTable.share(point.precision)), recall \(EvaluationTable.share(point.recall))"
      }
    }
    guard !texts.isEmpty else { return "" }
    return "<p>Best balanced at an overlap of 0.5: \(HTMLText.escaped(texts.joined(separator: "; "))).</p>"
  }

  private var charts: [SVGChart] {
    let recalls = (0...100).map { Double($0) / 100 }
    func precision(_ title: String, _ curve: (EvaluationReport.Class) -> [Double]?) -> SVGChart {
      SVGChart(
        title: title, xTitle: "recall", yTitle: "precision",
        lines: report.classes.enumerated().compactMap { index, kind in
          curve(kind).map { curve in
            SVGChart.Line(name: kind.name, color: index, points: zip(recalls, curve).map { (x: $0, y: $1) })
          }
        })
    }
    var charts = [
      precision("Precision at an overlap of 0.5") { $0.curves.first?.precision },
      precision("Precision at an overlap of 0.75") { $0.curves.last?.precision },
      SVGChart(
        title: "Average precision by overlap", xTitle: "intersection over union", yTitle: "average precision",
        lines: report.classes.enumerated().compactMap { index, kind in
          guard !kind.precisionByOverlap.isEmpty else { return nil }
          return SVGChart.Line(
            name: kind.name, color: index,
            points: zip(COCORules.overlapThresholds, kind.precisionByOverlap).map { (x: $0, y: $1) })
        }),
    ]
    if let activity = report.activity {
      charts.append(
        SVGChart(
          title: "Neurons that fire, by the layer that reads them", xTitle: "layer", yTitle: "% of neurons",
          yLimit: Self.rounded(activity.layers.map { $0.firingRate * 100 }.max() ?? 0),
          bars: activity.layers.map {
            SVGChart.Bar(
              label: "\($0.layer)", value: $0.firingRate * 100,
              detail: "\($0.name): \(Format.decimal($0.firingRate * 100, digits: 2)) % fire, "
                + "\(Format.decimal($0.spikesPerNeuron, digits: 3)) spikes a neuron")
          }))
    }
    if let chart = inferenceChart { charts.append(chart) }
    return charts
  }

  /// How many timesteps took how long, up to the 99.5th percentile.
  private var inferenceChart: SVGChart? {
    guard let first = histogram.first, histogram.count > 1 else { return nil }
    let last = histogram[min(histogram.count - 1, histogram.count * 995 / 1000)]
    let columns = 24
    let step = max(Double(last - first) / Double(columns), 1)
    var counts = [Int](repeating: 0, count: columns)
    for value in histogram where value <= last { counts[min(Int(Double(value - first) / step), columns - 1)] += 1 }
    let shares = counts.map { Double($0) / Double(histogram.count) * 100 }
    return SVGChart(
      title: "Time of a timestep (measured)", xTitle: "milliseconds", yTitle: "% of timesteps",
      yLimit: Self.rounded(shares.max() ?? 0),
      bars: shares.enumerated().map { index, share in
        let begin = (Double(first) + Double(index) * step) / 1e6
        return SVGChart.Bar(
          label: Format.decimal(begin, digits: begin < 10 ? 1 : 0), value: share,
          detail: "from \(Format.decimal(begin, digits: 2)) ms: \(Format.decimal(share, digits: 1)) %")
      })
  }

  /// A limit for an axis at or above a value: 1, 2 or 5 times a power of ten.
  private static func rounded(_ value: Double) -> Double {
    var limit = 0.001
    for index in 0..<18 where limit < value { limit *= index % 3 == 1 ? 2.5 : 2 }
    return limit
  }

  private var clips: String {
    HTMLText.table(
      head: ["clip", "moments", "boxes", "events", "mAP@50", "mAP@50:95"],
      rows: report.clips.map {
        [
          $0.name, "\($0.moments)", "\($0.truths)", Format.count($0.events), EvaluationTable.share($0.figures.map50),
          EvaluationTable.share($0.figures.map),
        ]
      })
  }

  private var problems: String {
    guard !report.problems.isEmpty else { return "" }
    return "<h2>Problems with the data</h2>\n<ul>"
      + report.problems.map { "<li>\(HTMLText.escaped($0.text))</li>" }.joined() + "</ul>"
  }

  private func section(_ title: String, _ pictures: [MomentPictures.Picture]) throws(CommandFailure) -> String {
    guard !pictures.isEmpty else { return "" }
    var figures = ""
    for picture in pictures {
      let bytes: [UInt8]
      do { bytes = try PNGEncoder.encode(picture.canvas) } catch { throw CommandFailure(error, path: "a picture") }
      figures +=
        "<figure><img alt=\"\(HTMLText.escaped(picture.caption))\" "
        + "src=\"data:image/png;base64,\(Data(bytes).base64EncodedString())\">"
        + "<figcaption>\(HTMLText.escaped(picture.caption))</figcaption></figure>\n"
    }
    return "<h2>\(title)</h2>\n<div class=\"charts\">\n\(figures)</div>"
  }

  private static let legend = """
    <p class="note">White: what is there. Coloured, with scores: what was detected, from the score on at which precision
    and recall of the class are best balanced.</p>
    """

  private static let style = """
    :root { --ink: #14212b; --soft: #44535f; --paper: #fff; --panel: #f7f9fb; --rule: #e1e7ec; --axis: #8494a0;
      --c0: #1f78c8; --c1: #e4572e; --c2: #2a9d5c; --c3: #8e62f0; --c4: #b8860b; --c5: #00959b }
    @media (prefers-color-scheme: dark) { :root { --ink: #f2f6f9; --soft: #a9b6c1; --paper: #10151a; --panel: #161d24;
      --rule: #26313a; --axis: #5b6b78; --c0: #4fb3ff; --c1: #ff7a4d; --c2: #4cc98a; --c3: #b79bff; --c4: #e6b93c;
      --c5: #3ccfd4 } }
    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1100px;
      margin: 2rem auto; padding: 0 1rem }
    h1 { font-size: 1.4rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin-top: 2rem }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dt { color: var(--soft) } dd { margin: 0 }
    .figures { display: flex; flex-wrap: wrap; gap: .6rem } .figures div { background: var(--panel); padding: .5rem .9rem;
      border-radius: 6px; color: var(--soft); font-size: .85rem } .figures b { display: block; font-size: 1.5rem;
      color: var(--ink); font-variant-numeric: tabular-nums }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
    th, td { padding: .15rem .5rem; text-align: right; border-bottom: 1px solid var(--rule) }
    th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 1rem; margin: 1rem 0 }
    figure { margin: 0; background: var(--panel); border-radius: 6px; padding: .5rem } img { width: 100%; display: block }
    figcaption, .note { color: var(--soft); font-size: .85rem }
    svg { width: 100%; height: auto; font-size: 11px } svg text { fill: var(--soft) }
    svg .head { fill: var(--ink); font-size: 13px; font-weight: 600 }
    .grid { stroke: var(--rule) } .axis { stroke: var(--axis) } .bar { fill: var(--c0) }
    .line { fill: none; stroke-width: 2 } .dashed { stroke-dasharray: 5 4 }
    .c0 { stroke: var(--c0) } .c1 { stroke: var(--c1) } .c2 { stroke: var(--c2) } .c3 { stroke: var(--c3) }
    .c4 { stroke: var(--c4) } .c5 { stroke: var(--c5) }
    """
}
