import Events

extension SensorGeometry {
  /// Takes a size from two fields of the schema, or says which value is not legal.
  init(wireWidth width: UInt32, height: UInt32, field: String) throws(MessageError) {
    guard (1...65535).contains(width), (1...65535).contains(height) else {
      throw MessageError(.badValue, "\(field) is \(width)x\(height); both sides must be 1 to 65535")
    }
    self.init(width: Int(width), height: Int(height))
  }
}
