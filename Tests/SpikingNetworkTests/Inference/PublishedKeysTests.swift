import SpikingNetwork
import Testing

@Suite struct PublishedKeysTests {
  @Test(arguments: ["model.", "module.model.", "", "ema.module.model.", "backbone."])
  func whateverStandsInFrontIsTakenAway(prefix: String) throws {
    let keys = try PublishedKeys(names: ["other", "\(prefix)1.encode_conv.weight", "\(prefix)26.cv2.0.1.bn.bias"])
    #expect(keys.prefix == prefix)
    #expect(keys.key("\(prefix)26.cv2.0.1.bn.bias") == "model.26.cv2.0.1.bn.bias")
    #expect(keys.key("\(prefix)1.encode_conv.weight") == "model.1.encode_conv.weight")
    if !prefix.isEmpty { #expect(keys.key("other") == "other") }
  }

  @Test func whatIsNotTheNetworkIsRefused() {
    #expect(throws: NetworkInferenceError.notTheNetwork(names: ["a", "b"])) { try PublishedKeys(names: ["b", "a"]) }
    // The end of a name alone is no layer.
    #expect(throws: NetworkInferenceError.notTheNetwork(names: ["model.11.encode_conv.weight"])) {
      try PublishedKeys(names: ["model.11.encode_conv.weight"])
    }
    #expect(throws: NetworkInferenceError.severalNetworks(prefixes: ["a.", "b."])) {
      try PublishedKeys(names: ["b.1.encode_conv.weight", "a.1.encode_conv.weight"])
    }
    let long = NetworkInferenceError.notTheNetwork(names: [String(repeating: "x", count: 500)])
    #expect("\(long)".count < 500)
  }
}
