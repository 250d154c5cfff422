import FoundationEssentials
import Pictures

/// A report of energy as a page that needs no other file.
enum EnergyPage {
  static func html(_ report: EnergyReport, picture: Canvas) throws(CommandFailure) -> String {
    let bytes: [UInt8]
    do { bytes = try PNGEncoder.encode(picture) } catch { throw CommandFailure(error, path: "the chart") }
    let title = "Energy of \(HTMLText.escaped(report.model)) on \(HTMLText.escaped(report.input))"
    let facts = EnergyTable.facts(report).map { "<dt>\($0)</dt><dd>\(HTMLText.escaped($1))</dd>" }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(title)</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; color: #14212b; max-width: 1100px; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.4rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin-top: 2rem }
      img { max-width: 100% }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dt { color: #44535f } dd { margin: 0 }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
      th, td { padding: .15rem .5rem; text-align: right; border-bottom: 1px solid #e1e7ec; white-space: nowrap }
      th:nth-child(2), td:nth-child(2) { text-align: left } tr:last-child td { font-weight: 600 }
      pre { background: #f7f9fb; padding: .6rem; overflow-x: auto }
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      <dl>\(facts)</dl>
      <pre>\(HTMLText.escaped(EnergyTable.conclusion(report)))</pre>
      <img alt="Energy and firing rate of each layer" src="data:image/png;base64,\(Data(bytes).base64EncodedString())">
      <h2>Layers</h2>
      \(HTMLText.table(head: EnergyTable.heads, rows: report.layers.map(EnergyTable.cells) + [EnergyTable.cells("total", report.total.counted)]))
      <h2>Convolutions</h2>
      \(HTMLText.table(head: EnergyTable.heads, rows: report.convolutions.map(EnergyTable.cells) + [EnergyTable.cells("total", report.total.counted)]))
      <p>AC: an addition of a weight, for a spike. MAC: a multiplication and an addition, for a real number. Energies are
      those of the operations alone, in a circuit of 45 nm (Horowitz, ISSCC 2014); memory, neurons and control are left
      out.</p>
      </body>
      </html>

      """
  }
}
