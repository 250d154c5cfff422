import SpikingNetwork

/// An engine with its weights and the form of the plan that it runs on.
struct EngineUnderTest: CustomStringConvertible, Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case reference
    case spikes
  }

  var kind: Kind
  var weights: IntegerWeight?
  var merged: Bool

  /// Those that equal the reference bit for bit wherever float32 arithmetic is exact in any order.
  ///
  /// Merged weights of the exact networks have up to 10 bits, so that 8 hold them in the unmerged form only.
  static let exact: [EngineUnderTest] = Kind.allCases.flatMap { kind in
    [nil, IntegerWeight.int16, .int8].flatMap { weights in
      [false, true].compactMap { merged in
        weights == .int8 && merged ? nil : EngineUnderTest(kind: kind, weights: weights, merged: merged)
      }
    }
  }

  func engine(_ plan: NetworkPlan) -> any InferenceEngine {
    let quantised = weights.map { QuantisedWeights(plan: plan, type: $0) }
    switch kind {
    case .spikes: return SpikesEngine(plan: plan, quantised: quantised)
    case .reference:
      if let quantised { return QuantisedEngine(plan: plan, weights: quantised) }
      return ReferenceEngine(plan: plan)
    }
  }

  var description: String {
    "\(kind.rawValue) \(weights.map { "\($0.rawValue) bits" } ?? "float32") \(merged ? "merged" : "unmerged")"
  }
}
