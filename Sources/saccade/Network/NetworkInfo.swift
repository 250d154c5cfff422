import ArgumentParser
import SpikingNetwork

/// `saccade network info`: what a model file is.
struct NetworkInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show a model's layers, shapes, sizes, costs and input.",
    discussion: """
      Multiply-accumulates (MACs) are those of one timestep if no input were zero, with re-parameterised convolutions \
      as they were trained (unmerged) and as one dense convolution each (merged).

      Examples:
        saccade network info gen1.model
        saccade network info gen1.model --json | jq .layers
      """)

  @Argument(help: "The model file.")
  var model: String

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let file = try ModelLoading.model(path: model)
    let summary: NetworkSummary
    do {
      // The plan is built to make sure that the model can be run, not only described.
      let plan = try NetworkPlan(model: file)
      summary = try NetworkSummary(plan: plan)
    } catch { throw CommandFailure(error, path: model) }
    print(json ? try summary.json() : summary.text)
  }
}
