extension NetworkDescription {
  /// The largest number of input pixels, which bounds what a plan allocates.
  public static let largestInputPixelCount = 1 << 22

  /// Checks every value; throws `NetworkDescriptionError` for the first that is not allowed.
  public func validate() throws(NetworkDescriptionError) {
    guard formatVersion == Self.currentFormatVersion else {
      throw .unsupportedFormatVersion(formatVersion, supported: Self.currentFormatVersion)
    }
    try check(scale.depth > 0 && scale.depth <= 4, "scale.depth", scale.depth, "above 0, at most 4")
    try check(scale.width > 0 && scale.width <= 4, "scale.width", scale.width, "above 0, at most 4")
    try check((1...65536).contains(scale.maxChannels), "scale.max_channels", scale.maxChannels, "1...65536")
    try check(
      (1...8).contains(scale.lastBlockExpansion), "scale.last_block_expansion", scale.lastBlockExpansion, "1...8")
    try check(neuron.alpha.isFinite, "neuron.alpha", neuron.alpha, "a finite number")
    try check(neuron.beta.isFinite, "neuron.beta", neuron.beta, "a finite number")
    try check(
      (1...255).contains(neuron.largestSpikeCount), "neuron.largest_spike_count", neuron.largestSpikeCount, "1...255")
    try validateInput()
    try check((1...4096).contains(classNames.count), "classes", "\(classNames.count) names", "1...4096 names")
    try check(!classNames.contains(""), "classes", classNames, "names that are not empty")
    try check(Set(classNames).count == classNames.count, "classes", classNames, "names that differ from one another")
  }

  private func validateInput() throws(NetworkDescriptionError) {
    for (field, side) in [("input.width", input.width), ("input.height", input.height)] {
      try check((32...4096).contains(side) && side % 32 == 0, field, side, "a multiple of 32, 32...4096")
    }
    try check(
      input.width * input.height <= Self.largestInputPixelCount, "input.width x input.height",
      "\(input.width)x\(input.height)", "at most \(Self.largestInputPixelCount) pixels")
    try check((1...65535).contains(input.sensorWidth), "input.sensor_width", input.sensorWidth, "1...65535")
    try check((1...65535).contains(input.sensorHeight), "input.sensor_height", input.sensorHeight, "1...65535")
    if case .histogram(let cap) = input.representation {
      try check((1...65535).contains(cap), "input.representation.cap", cap, "1...65535")
    }
    // A year in microseconds: sums of timesteps stay far from the limits of Int64.
    try check(
      (1...31_536_000_000_000).contains(input.timestepMicroseconds), "input.timestep_microseconds",
      input.timestepMicroseconds, "1...31536000000000")
    try check(
      (1...1024).contains(input.timestepsPerWindow), "input.timesteps_per_window", input.timestepsPerWindow, "1...1024")
    try check(input.paddingValue.isFinite, "input.padding_value", input.paddingValue, "a finite number")
    try check(
      input.normalisationDivisor.isFinite && input.normalisationDivisor > 0, "input.normalisation_divisor",
      input.normalisationDivisor, "a finite number above 0")
    if input.fit == .pad {
      try check(
        input.sensorWidth <= input.width && input.sensorHeight <= input.height, "input.fit",
        "pad with a sensor of \(input.sensorWidth)x\(input.sensorHeight)",
        "letterbox, or a sensor of at most \(input.width)x\(input.height)")
    }
  }

  private func check(
    _ isLegal: Bool, _ field: String, _ value: some Any, _ legal: String
  ) throws(NetworkDescriptionError) {
    guard isLegal else { throw .illegalValue(field: field, value: "\(value)", legal: legal) }
  }
}
