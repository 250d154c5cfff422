import SpikingNetwork
import Testing

@Suite struct Binary16Tests {
  @Test func everyPatternHasItsValueAndComesBack() {
    for bits in UInt16.min...UInt16.max {
      let value = Float(binary16: bits)
      // Bias 15, 10 fraction bits: IEEE 754 section 3.4.
      let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
      let magnitude: Float =
        switch exponent {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
        }
      if magnitude.isNaN {
        #expect(value.isNaN && Float(binary16: value.binary16).isNaN)
      } else {
        #expect(value == (bits & 0x8000 == 0 ? magnitude : -magnitude))
        #expect(value.binary16 == bits)
      }
    }
  }

  @Test func roundsToTheNearestAndTiesToEven() {
    for bits in UInt16(0)..<0x7BFF {
      let (low, high) = (Float(binary16: bits), Float(binary16: bits + 1))
      let middle = (low + high) / 2
      #expect(middle.binary16 == (bits % 2 == 0 ? bits : bits + 1))
      #expect(middle.nextDown.binary16 == bits)
      #expect(middle.nextUp.binary16 == bits + 1)
      #expect((-middle.nextUp).binary16 == (bits + 1) | 0x8000)
    }
    #expect(Float(65519.996).binary16 == 0x7BFF)
    #expect(Float(65520).binary16 == 0x7C00)
    #expect(Float.greatestFiniteMagnitude.binary16 == 0x7C00)
  }
}
