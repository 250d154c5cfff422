/// A tensor of a made-up checkpoint; everything can be wrong on purpose.
struct SampleTensor {
  var name: String
  var key = "0"
  var storageModule = "torch"
  var storageType = "FloatStorage"
  var storageElementCount: Int
  var offset = 0
  var shape: [Int]
  var strides: [Int]

  /// A contiguous tensor with a storage of its own.
  init(_ name: String, key: String = "0", shape: [Int]) {
    self.name = name
    self.key = key
    self.shape = shape
    storageElementCount = shape.reduce(1, *)
    var step = 1
    var strides: [Int] = []
    for size in shape.reversed() {
      strides.insert(step, at: 0)
      step *= size
    }
    self.strides = strides
  }
}
