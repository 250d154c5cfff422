/// Numbers, text and bytes.
extension PickleReader {
  mutating func pushScalar(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .int: try pushLine(try input.line("an integer"))
    case .binInt: stack.append(.integer(Int(Int32(truncatingIfNeeded: try input.integer(4, "an integer")))))
    case .binInt1: stack.append(.integer(Int(try input.byte("an integer"))))
    case .binInt2: stack.append(.integer(Int(try input.integer(2, "an integer"))))
    case .long: try pushLine(try input.line("an integer"))
    case .long1: try pushLong(try input.integer(1, "an integer's length"))
    case .long4: try pushLong(try input.integer(4, "an integer's length"))
    case .float:
      let text = try input.line("a float")
      guard let value = Double(text) else { throw .illegalArgument(quoted(text), offset: offset, expected: "a float") }
      stack.append(.float(value))
    case .binFloat:
      // The only big-endian field of a pickle.
      stack.append(.float(Double(bitPattern: try input.integer(8, "a float").byteSwapped)))
    case .binString: stack.append(.text(try input.latin1(try input.integer(4, "a text's length"))))
    case .shortBinString: stack.append(.text(try input.latin1(try input.integer(1, "a text's length"))))
    case .binUnicode: stack.append(.text(try input.text(try input.integer(4, "a text's length"))))
    case .shortBinUnicode: stack.append(.text(try input.text(try input.integer(1, "a text's length"))))
    case .binUnicode8: stack.append(.text(try input.text(try input.integer(8, "a text's length"))))
    case .binBytes: try pushBytes(lengthByteCount: 4)
    case .shortBinBytes: try pushBytes(lengthByteCount: 1)
    case .binBytes8, .byteArray8: try pushBytes(lengthByteCount: 8)
    default: break
    }
  }

  private mutating func pushBytes(lengthByteCount: Int) throws(PickleError) {
    let length = try input.integer(lengthByteCount, "a length of bytes")
    try push(.bytes(count: try input.range(length, "\(length) bytes").count))
  }

  /// Decimal digits; `I00` and `I01` are protocol 1's booleans, an `L` behind the digits is Python 2's.
  private mutating func pushLine(_ text: String) throws(PickleError) {
    switch text {
    case "00": stack.append(.boolean(false))
    case "01": stack.append(.boolean(true))
    default:
      let digits = text.hasSuffix("L") ? text.dropLast() : text[...]
      if let value = Int(digits) {
        stack.append(.integer(value))
      } else if digits.count > 18, digits.dropFirst().allSatisfy(\.isWholeNumber) {
        stack.append(.hugeInteger)
      } else {
        throw .illegalArgument(quoted(text), offset: offset, expected: "an integer")
      }
    }
  }

  /// A little-endian two's complement of any length.
  private mutating func pushLong(_ byteCount: UInt64) throws(PickleError) {
    let range = try input.range(byteCount, "an integer of \(byteCount) bytes")
    guard let last = range.last else {
      stack.append(.integer(0))
      return
    }
    guard range.count <= 8 else {
      stack.append(.hugeInteger)
      return
    }
    var value: UInt64 = input.bytes[last] & 0x80 == 0 ? 0 : .max
    for index in range.reversed() { value = value << 8 | UInt64(input.bytes[index]) }
    stack.append(.integer(Int(truncatingIfNeeded: value)))
  }
}
