import SpikingNetwork

/// What a checkpoint says about its network besides the tensors.
///
/// Source: the published code's `DetectionModel` and neuron modules, and the keys that its trainer saves.
struct CheckpointEvidence {
  private let graph: PickleGraph
  private let contents: CheckpointContents

  init(_ graph: PickleGraph, _ contents: CheckpointContents) {
    self.graph = graph
    self.contents = contents
  }

  /// Everything that is there.
  var evidence: WeightEvidence {
    var evidence = WeightEvidence()
    evidence.isFromPublishedTraining = contents.className?.name == "DetectionModel"
    evidence.classNames = classNames
    evidence.imageSize = imageSize
    for module in contents.modules {
      guard case .record(let name) = graph.object(module)?.kind else { continue }
      switch name.name {
      case "MultiStepLIFNode":
        evidence.variant = evidence.variant ?? Finding(.gen1, source: "its neurons are \(name.name)")
        if evidence.alpha == nil { addLeak(of: module, to: &evidence) }
      case "mem_update":
        evidence.variant = evidence.variant ?? Finding(.coco, source: "its neurons are \(name.name)")
      case let name where name.hasPrefix("MultiSpike"):
        if evidence.largestSpikeCount == nil, let count = Int(name.dropFirst("MultiSpike".count)),
          (1...255).contains(count)
        {
          evidence.largestSpikeCount = Finding(count, source: "its neurons fire by \(name)")
        }
      default: break
      }
    }
    return evidence
  }

  /// A leaky integrator's time constant: u = h + (x - h) / tau, or h * (1 - 1 / tau) + x where the input does not decay.
  private func addLeak(of neuron: PickleValue, to evidence: inout WeightEvidence) {
    guard let tau = number(graph.attribute("tau", of: neuron)), tau >= 1, tau.isFinite,
      case .boolean(let decaysInput) = graph.attribute("decay_input", of: neuron)
    else { return }
    let source = "its neurons have tau \(tau), decay_input \(decaysInput)"
    evidence.alpha = Finding(decaysInput ? Float(1 / tau) : 1, source: source)
    evidence.beta = Finding(Float(1 - 1 / tau), source: source)
  }

  private var classNames: Finding<[String]>? {
    guard let module = contents.modules.first, let value = graph.attribute("names", of: module),
      let object = graph.object(value)
    else { return nil }
    var names: [String] = []
    switch object.kind {
    case .list, .tuple:
      for item in object.elements {
        guard case .text(let name) = item else { return nil }
        names.append(name)
      }
    case .dictionary:
      var byNumber: [Int: String] = [:]
      for index in stride(from: 0, to: object.elements.count - 1, by: 2) {
        guard case .integer(let number) = object.elements[index], case .text(let name) = object.elements[index + 1]
        else { return nil }
        byNumber[number] = name
      }
      for number in 0..<byNumber.count {
        guard let name = byNumber[number] else { return nil }
        names.append(name)
      }
    default: return nil
    }
    return names.isEmpty ? nil : Finding(names, source: "the checkpoint's names")
  }

  private var imageSize: Finding<Int>? {
    // The trainer saves its arguments beside the model, and older ones inside it.
    let places = [
      graph.entry("train_args", of: graph.root), contents.modules.first.flatMap { graph.attribute("args", of: $0) },
    ]
    for place in places.compactMap({ $0 }) {
      let value = graph.entry("imgsz", of: place) ?? graph.attribute("imgsz", of: place)
      let size = value.flatMap(graph.items)?.first ?? value
      if case .integer(let side) = size, side > 0 {
        return Finding(side, source: "the checkpoint's training arguments")
      }
    }
    return nil
  }

  private func number(_ value: PickleValue?) -> Double? {
    switch value {
    case .float(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }
}
