import CSceneKernels
import Foundation
import SceneSimulator
import Testing

/// Our own functions beside the C library's.
@Suite struct ElementaryFunctionsTests {
  @Test func anglesAgree() {
    for step in -4_000...4_000 {
      let x = Double(step) * 0.0173
      #expect(abs(ElementaryFunctions.sine(x) - sin(x)) < 1e-13)
      #expect(abs(ElementaryFunctions.cosine(x) - cos(x)) < 1e-13)
      #expect(abs(ElementaryFunctions.arctangent(x) - atan(x)) < 1e-13)
    }
    #expect(abs(ElementaryFunctions.sine(987_654.321) - sin(987_654.321)) < 1e-9)
  }

  @Test func powersAgree() {
    for step in -2_000...2_000 {
      let x = Double(step) * 0.0137
      #expect(abs(ElementaryFunctions.exponential(x) / exp(x) - 1) < 1e-13)
      let value = exp(x)
      #expect(abs(ElementaryFunctions.logarithm(value) - x) < 1e-13)
      #expect(abs(Double(scene_logarithm(Float(value))) - log(Double(Float(value)))) < 3e-7 * max(abs(x), 1))
    }
  }
}
