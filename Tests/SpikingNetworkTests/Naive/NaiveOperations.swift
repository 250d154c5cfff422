import SpikingNetwork

/// The operations of one convolution, counted tap by tap.
struct NaiveOperations {
  /// For each pixel of the input, the taps that read it, over all outputs of one channel.
  private var readers: [Int]
  private let convolution: Convolution
  /// Multiplications of a value; padding counts where it has a value.
  private(set) var multiplyAccumulates = 0
  /// The same with all padding.
  private(set) var padded = 0

  init(_ convolution: Convolution, _ map: FeatureMap) {
    self.convolution = convolution
    readers = Array(repeating: 0, count: map.height * map.width)
    let channels = convolution.isDepthwise ? convolution.outputChannels : convolution.fanIn / taps * outputs
    var y = -convolution.padding
    // A kernel placed at (y, x) must end inside the padded map.
    while y + convolution.kernel <= map.height + convolution.padding {
      var x = -convolution.padding
      while x + convolution.kernel <= map.width + convolution.padding {
        for (row, column) in (0..<taps).map({ (y + $0 / convolution.kernel, x + $0 % convolution.kernel) }) {
          padded += channels
          let isInside = (0..<map.height).contains(row) && (0..<map.width).contains(column)
          if isInside { readers[row * map.width + column] += 1 }
          if isInside || convolution.outside != .zero { multiplyAccumulates += channels }
        }
        x += convolution.stride
      }
      y += convolution.stride
    }
  }

  private var taps: Int { convolution.kernel * convolution.kernel }
  private var outputs: Int { convolution.outputChannels }

  /// The weights added for spikes [channels, height, width], each as often as it fires.
  func accumulates(of spikes: [Double]) -> Int {
    spikes.indices.reduce(0) { sum, index in
      sum + Int(spikes[index]) * readers[index % readers.count] * (convolution.isDepthwise ? 1 : outputs)
    }
  }
}
